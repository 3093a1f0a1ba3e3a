using CreditQuery.Log;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Server.Errors;
using CreditQuery.Server.Telemetry;

namespace CreditQuery.Server.Registry;

/// <summary>Turns requests into change sets that may be appended: form checked, subjects sealed, texts masked.</summary>
internal sealed class ChangeIntake(ServerMetrics metrics, ILogger<ChangeIntake> logger)
{
    /// <summary>Longest author in UTF-8 bytes.</summary>
    public const int MaxAuthorBytes = 128;

    /// <summary>Most changes of one set.</summary>
    public const int MaxChanges = 1_000;

    /// <summary>Most rows of one import block.</summary>
    public const int MaxBlockRows = 500;

    /// <summary>Takes in one change set.</summary>
    /// <param name="request">The request; its changes are rewritten.</param>
    /// <param name="seal">Seals the subjects.</param>
    /// <param name="id">The change id.</param>
    /// <returns>The set.</returns>
    /// <exception cref="CallException">Something is wrong (INVALID_ARGUMENT); each field is named.</exception>
    public ChangeSet TakeIn(ApplyChangesRequest request, SubjectSeal seal, out ChangeId id)
    {
        var form = new FormCheck(seal);
        form.Enter("", -1, "");
        if (!ChangeId.TryParse(request.ChangeId, out id))
        {
            form.Fail("change_id", ErrorReason.InvalidField, "Not a ULID: 26 characters of Crockford's base 32.");
        }

        form.Reference(request.Author, "author", required: true, MaxAuthorBytes);
        CheckCount(request.Changes.Count, MaxChanges, "changes", form);
        form.ThrowIfAny();
        var set = new ChangeSet();
        for (var i = 0; i < request.IfSubjectRevision.Count; i++)
        {
            form.Enter("if_subject_revision", i, "");
            form.Subject(request.IfSubjectRevision[i].Subject, "subject");
            set.IfSubjectRevision.Add(request.IfSubjectRevision[i]);
        }

        Add(request.Changes, "changes", form, set);
        return set;
    }

    /// <summary>Takes in one block of an import.</summary>
    /// <param name="block">The block; its changes are rewritten.</param>
    /// <param name="source">Code of the source; empty if none.</param>
    /// <param name="seal">Seals the subjects.</param>
    /// <returns>The rows to append and those refused for their form: rows are independent, so a bad one stops no file.</returns>
    /// <exception cref="CallException">The block has no rows, sent or rejected, or too many (INVALID_ARGUMENT).</exception>
    public BlockRows TakeIn(ImportBlock block, string source, SubjectSeal seal)
    {
        var form = new FormCheck(seal);
        form.Enter("block", -1, "");
        if (block.RejectedRows == 0 || block.Changes.Count > 0)
        {
            CheckCount(block.Changes.Count, MaxBlockRows, "changes", form);
        }

        form.ThrowIfAny();
        var rows = new BlockRows(new ChangeSet { Independent = true, Source = source });
        for (var i = 0; i < block.Changes.Count; i++)
        {
            var before = form.Violations.Count;
            Check(block.Changes[i], form, "", -1);
            if (form.Violations.Count > before)
            {
                rows.Refuse(i, form.Violations[before]);
            }
            else
            {
                rows.Keep(i, block.Changes[i]);
            }
        }

        TellMasked(form);
        return rows;
    }

    /// <summary>Takes in the header of an import.</summary>
    /// <param name="header">The header.</param>
    /// <param name="seal">Needed by the form.</param>
    /// <exception cref="CallException">As above.</exception>
    public static void Check(ImportHeader header, SubjectSeal seal)
    {
        const int DigestBytes = 32;
        var form = new FormCheck(seal);
        form.Enter("header", -1, "");
        if (header.FileDigest.Length != DigestBytes)
        {
            form.Fail("file_digest", ErrorReason.InvalidField, "The 32 bytes of a SHA-256.");
        }

        form.Reference(header.Author, "author", required: true, MaxAuthorBytes);
        if (header.Source is not null)
        {
            RegistryForms.Source(header.Source, form, "source.");
        }

        form.ThrowIfAny();
    }

    private static void CheckCount(int count, int most, string field, FormCheck form)
    {
        if (count == 0)
        {
            form.Fail(field, ErrorReason.InvalidField, "At least one.");
        }
        else if (count > most)
        {
            form.Fail(field, ErrorReason.TooLarge, $"At most {most}.");
        }
    }

    private void Add(IEnumerable<Change> changes, string prefix, FormCheck form, ChangeSet set)
    {
        var index = 0;
        foreach (var change in changes)
        {
            Check(change, form, prefix, index);
            set.Changes.Add(change);
            index++;
        }

        form.ThrowIfAny();
        TellMasked(form);
    }

    private static void Check(Change change, FormCheck form, string prefix, int index)
    {
        ChangeForms.Check(change, form, prefix, index);
        if (change.ChangeCase == Change.ChangeOneofCase.PutCatalogue)
        {
            CheckCatalogue(change.PutCatalogue, form);
        }
    }

    private void TellMasked(FormCheck form)
    {
        if (form.MaskedTexts > 0)
        {
            metrics.CountMaskedTexts(form.MaskedTexts);
            logger.TextsMasked(form.MaskedTexts);
        }
    }

    private static void CheckCatalogue(PutCatalogue put, FormCheck form)
    {
        foreach (var finding in CatalogueLoader.Load(put.Content.Span).Findings)
        {
            if (finding.Severity == FindingSeverity.Error)
            {
                form.Fail("content", ErrorReason.CatalogueInvalid, finding.ToString());
            }
        }
    }
}
