using System.Text;
using CreditQuery.Index.Records;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.UnitTests.Index;

/// <summary>Says what a packed record holds, in the words of <see cref="ReferenceRegistry.Tell"/>.</summary>
internal static class RecordTeller
{
    public static string? Tell(byte[]? bytes, Func<SubjectKey, string> name)
    {
        if (bytes is null)
        {
            return null;
        }

        var record = RecordUnpacker.Unpack(bytes);
        var lines = record.Entries.Select(e => "entry " + Tell(e.Value, e.Texts, e.Facts)).ToList();
        lines.AddRange(record.Slots.Select(s => $"slot {name(s.Value.Unit)} {(Protos.V1.Role)s.Value.Role} {s.Value.RoleTo} {Tell(s.Value.Entry, s.Texts, s.Facts)}"));
        lines.AddRange(record.Links.Select(l => l.Value.Kind switch
        {
            LinkKind.Unit => $"role in {name(l.Value.Other)} {(Protos.V1.Role)l.Value.Role} {l.Value.To}",
            LinkKind.Person => $"person {name(l.Value.Other)} {(Protos.V1.Role)l.Value.Role} {l.Value.To}",
            _ => $"alias {name(l.Value.Other)}",
        }));
        lines.Sort(StringComparer.Ordinal);
        return string.Join('\n', lines);
    }

    private static string Tell(in EntryRecord e, byte[] texts, List<Texted<EntryFact>>? facts)
    {
        var objections = (facts ?? []).Select(f => (Id: Encoding.UTF8.GetString(f.Texts.AsSpan(0, f.Value.IdLength)), f.Value.From, f.Value.To)).OrderBy(o => o.Id, StringComparer.Ordinal);
        return $"{EntryTexts.Read(texts, EntryText.EntryId)} {EntryTexts.Read(texts, EntryText.ListType)} {e.ActedOn} {e.ValidTo} {e.ExitedOn} {e.RepairedOn} {e.RevokedOn} "
            + string.Join(',', objections.Select(o => $"{o.Id}:{o.From}-{o.To}"));
    }
}
