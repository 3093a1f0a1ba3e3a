using CreditQuery.Index;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using CreditQuery.Server.Checks;
using CreditQuery.Server.Hosting;
using Role = CreditQuery.Protos.V1.Role;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.Server.Watch;

/// <summary>The state of every subject of a filter, taken in pieces, each at one place of the order.</summary>
/// <remarks>While a piece is taken nothing is applied: a piece is small.</remarks>
internal sealed class StatusSnapshot(NodeParts parts, NamedSubjects named, EventSelection selection)
{
    private const int SubjectsPerPiece = 200;

    private uint _next;

    /// <summary>Takes the next piece.</summary>
    /// <param name="piece">The piece.</param>
    /// <returns>False when there is no more.</returns>
    public bool TryTake(out StatusPiece piece)
    {
        piece = default;
        if (_next >= named.Count)
        {
            return false;
        }

        var taken = new List<(SubjectKey, SubjectStatus)>();
        var at = default(StatusPosition);
        parts.Index.AtOnePlace(place =>
        {
            at = place;
            using var reader = parts.Index.RentReader();
            for (var end = Math.Min(_next + SubjectsPerPiece, (uint)named.Count); _next < end; _next++)
            {
                var key = named.KeyAt(_next);
                taken.Add((key, StatusOf(key, reader.ReadCopy(key, out _), place, _next)));
            }
        });
        piece = new StatusPiece(at, taken);
        return true;
    }

    private SubjectStatus StatusOf(SubjectKey key, byte[]? record, StatusPosition place, uint position)
    {
        var status = new SubjectStatus { Revision = place.Revision, SubjectMask = selection.MaskOf(key), FilterIndex = position };
        if (record is null || parts.Index.Current.CatalogueAt(place.Day) is not { } version)
        {
            return status;
        }

        var view = new SubjectView(record);
        var scope = new MapScope(version.Catalogue, parts.Index.Cipher, Explain: false);
        var days = new CheckDays(place.Day, place.Day);
        var own = view.Entries.Length;
        for (var owner = 0; owner < own + view.Slots.Length; owner++)
        {
            var slot = owner < own ? default : view.Slots[owner - own];
            var entry = owner < own ? view.Entries[owner] : slot.Entry;
            if (selection.WantsList(version.Catalogue, place.Day, entry.ListType) && EntryStatusMapper.Map(view, entry, owner, scope, days) is { } mapped)
            {
                if (owner >= own)
                {
                    mapped.Via = new Via { Role = (Role)slot.Role, SubjectMask = selection.MaskOf(slot.Unit) };
                }

                status.Entries.Add(mapped);
            }
        }

        return status;
    }
}
