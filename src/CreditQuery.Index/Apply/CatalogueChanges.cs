using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Index.Apply;

/// <summary>put_catalogue and resolve_quarantine.</summary>
internal static class CatalogueChanges
{
    /// <summary>Adds a catalogue version. It counts from its first day; a past one is refused unless the log has no catalogue yet.</summary>
    public static ChangeOutcome Put(WorkingSet set, PutCatalogue change)
    {
        var loaded = CatalogueLoader.Load(change.Content.Span);
        if (loaded.Catalogue is not { } catalogue)
        {
            var first = loaded.Findings.FirstOrDefault(f => f.Severity == FindingSeverity.Error);
            return Outcomes.Refused(RefusalReason.BadCatalogue, $"{first?.Path}: {first?.Reason}");
        }

        if (change.Name.Length > 0 && change.Name != catalogue.Name)
        {
            return Outcomes.Refused(RefusalReason.BadCatalogue, "name differs from the file's");
        }

        if (set.Facts.Catalogues.Any(c => c.Catalogue.Version == catalogue.Version))
        {
            return Outcomes.NoChange;
        }

        if (!set.Facts.Catalogues.IsEmpty && catalogue.EffectiveFrom < set.Day)
        {
            return Outcomes.Refused(RefusalReason.BadCatalogue, "effective_from is in the past");
        }

        set.Facts = set.Facts.With(CatalogueVersion.Of(catalogue, set.Revision, set.Facts.Adoptions, set.Facts.Sources));
        set.ChangedCatalogue = true;
        return Outcomes.Applied;
    }

    /// <summary>Ends the marks that a quarantined event left.</summary>
    public static ChangeOutcome Resolve(WorkingSet set, ResolveQuarantine change)
    {
        var quarantine = set.Facts.Quarantine;
        var index = quarantine.IndexOf(quarantine.FirstOrDefault(q => q.Revision == change.Revision)!);
        if (index < 0)
        {
            return Outcomes.Refused(RefusalReason.NoSuchObject, "revision");
        }

        if (change.Resolution.Length == 0)
        {
            return Outcomes.Refused(RefusalReason.MissingField, "resolution");
        }

        if (quarantine[index].IsResolved)
        {
            return Outcomes.NoChange;
        }

        var resolved = quarantine[index] with { Resolution = change.Resolution };
        set.Facts = set.Facts with { Quarantine = quarantine.SetItem(index, resolved) };
        QuarantineMarks.Clear(set, resolved);
        return Outcomes.Applied;
    }
}
