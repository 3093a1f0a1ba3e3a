using CreditQuery.Index;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Transitions;
using CreditQuery.Server.Checks;
using CreditQuery.Server.Hosting;
using Role = CreditQuery.Protos.V1.Role;
using SubjectKey = CreditQuery.Rules.Subjects.SubjectKey;

namespace CreditQuery.Server.Watch;

/// <summary>Writes the states of subjects as a filter wants them.</summary>
internal sealed class SubjectStatuses(NodeParts parts, EventSelection selection)
{
    /// <summary>The state of one subject.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="record">Its record; null: there is none.</param>
    /// <param name="place">Where this is true.</param>
    /// <param name="position">Position in the filter; null if it names no subjects.</param>
    public SubjectStatus Of(SubjectKey key, byte[]? record, StatusPosition place, uint? position)
    {
        var status = new SubjectStatus { Revision = place.Revision, SubjectMask = selection.MaskOf(key) };
        if (position is { } at)
        {
            status.FilterIndex = at;
        }

        if (record is null || parts.Index.Current.CatalogueAt(place.Day) is not { } version)
        {
            return status;
        }

        var view = new SubjectView(record);
        if (!selection.WantsKind((Protos.V1.SubjectKind)view.Header.Kind))
        {
            return status;
        }

        var scope = new MapScope(version.Catalogue, parts.Index.Cipher, Explain: false);
        var days = new CheckDays(place.Day, place.Day);
        var own = view.Entries.Length;

        // As events tell them: a red entry that an adverse one holds back is HELD, and what reaches a person through a role does so while that lasts.
        foreach (var (owner, state) in StatusTransitions.StatesOn(record, place.Day, version.Catalogue))
        {
            var slot = owner < own ? default : view.Slots[owner - own];
            var entry = owner < own ? view.Entries[owner] : slot.Entry;
            if (selection.WantsRegion(entry.Region) && selection.WantsList(version.Catalogue, place.Day, entry.ListType)
                && EntryStatusMapper.Map(view, entry, owner, scope, days) is { } mapped)
            {
                mapped.State = (Protos.V1.EntryState)state;
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
