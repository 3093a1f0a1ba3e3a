using System.Collections.Frozen;
using CreditQuery.Index.Snapshots;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Subjects;
using SubjectKind = CreditQuery.Rules.Subjects.SubjectKind;

namespace CreditQuery.Index.Apply;

/// <summary>The state as one change set sees and changes it: nothing reaches the store before the whole set is accepted.</summary>
/// <remarks>A handler of a change checks everything before it changes anything, so that a refused row of an independent set leaves no trace.</remarks>
internal sealed class WorkingSet(Func<SubjectKey, byte[]> read, SubjectKeyCipher cipher, SetPosition position, RegistryFacts facts)
{
    private readonly Dictionary<SubjectKey, WorkingRecord> _records = [];
    private HashSet<string>? _corrected;

    /// <summary>The revision that the set makes.</summary>
    public ulong Revision => position.Revision;

    /// <summary>Civil day on which the set was recorded.</summary>
    public int Day => position.Day;

    /// <summary>When the set was recorded.</summary>
    public DateTimeOffset RecordedAt => position.RecordedAt;

    /// <summary>Reads and makes subject keys.</summary>
    public SubjectKeyCipher Cipher => cipher;

    /// <summary>Catalogues, sources, adoptions, quarantine; a handler replaces it.</summary>
    public RegistryFacts Facts { get; set; } = facts;

    /// <summary>A catalogue version was put.</summary>
    public bool ChangedCatalogue { get; set; }

    /// <summary>Ids of entries that were corrected.</summary>
    public IReadOnlySet<string> CorrectedEntries => (IReadOnlySet<string>?)_corrected ?? FrozenSet<string>.Empty;

    /// <summary>Finds subjects with counted behaviours, in rising order; reads every record.</summary>
    public Func<IReadOnlyCollection<SubjectKey>> FindCounted { get; init; } = static () => [];

    /// <summary>Records read or written so far.</summary>
    public IReadOnlyCollection<WorkingRecord> Records => _records.Values;

    /// <summary>The catalogue in force on the day recorded.</summary>
    public Catalogue? Catalogue => Facts.CatalogueAt(position.Day)?.Catalogue;

    /// <summary>Notes a correction.</summary>
    /// <param name="entryId">The entry.</param>
    public void NoteCorrected(string entryId) => (_corrected ??= []).Add(entryId);

    /// <summary>What stands under a key, aliases not followed.</summary>
    public WorkingRecord At(SubjectKey key)
    {
        if (!_records.TryGetValue(key, out var record))
        {
            record = new WorkingRecord(key, read(key));
            _records.Add(key, record);
        }

        return record;
    }

    /// <summary>Finds the record of a subject, through its alias, and from a unified code through the organisation code in it.</summary>
    /// <returns>Null if there is none; an erased one is found.</returns>
    public WorkingRecord? Find(SubjectKey key)
    {
        var record = At(key);
        if (record.Alias is { } alias)
        {
            return alias.IsRemoved ? null : At(alias.Target);
        }

        if (record.HasSubject)
        {
            return record;
        }

        var inner = cipher.Unseal(key).InnerOrgCode();
        var bare = inner == default ? null : At(cipher.Seal(inner));
        return bare is { HasSubject: true } ? bare : null;
    }

    /// <summary>Finds the record of a subject as a change names it.</summary>
    /// <exception cref="UnappliableException">The subject is not sealed.</exception>
    public WorkingRecord? Find(Subject? subject) => Find(KeyOf(subject));

    /// <summary>Finds a subject's record, or makes one that nothing describes yet.</summary>
    public WorkingRecord FindOrCreate(Subject? subject) => FindOrCreate(KeyOf(subject));

    /// <summary>Finds a subject's record, or makes one; a first record under a unified code writes the alias of its organisation code.</summary>
    public WorkingRecord FindOrCreate(SubjectKey key)
    {
        var found = Find(key);
        var identifier = cipher.Unseal(key);
        var inner = identifier.InnerOrgCode();
        if (found is not null && (inner == default || found.Key == key || At(key).Alias is not null))
        {
            return found;
        }

        var record = At(key);
        if (record.Alias is { IsRemoved: false } alias)
        {
            // An alias whose target is gone cannot be: targets keep their records.
            throw new InvalidOperationException($"An alias leads to {(At(alias.Target).HasSubject ? "a subject that was not found" : "nothing")}.");
        }

        record.Create(IdentifierKinds.Of(identifier));
        if (inner != default)
        {
            AddInnerAlias(record, At(cipher.Seal(inner)));
        }

        return record;
    }

    /// <summary>Whether a key names a natural person, by its record or its identifier.</summary>
    /// <returns>Null if neither tells.</returns>
    public bool? IsPerson(SubjectKey key, WorkingRecord? record)
    {
        var kind = record is { HasSubject: true } ? record.Subject.Head.Kind : SubjectKind.Unspecified;
        return IdentifierKinds.IsPerson(kind, cipher.Unseal(record?.Key ?? key));
    }

    /// <summary>Reads the sealed key of a subject.</summary>
    /// <exception cref="UnappliableException">There is none: the event cannot be applied.</exception>
    public static SubjectKey KeyOf(Subject? subject) =>
        subject is not null && SubjectKeyCipher.TryReadKey(subject.SealedKey.Span, out var key)
            ? key
            : throw new UnappliableException("A change names a subject without a sealed key.");

    private void AddInnerAlias(WorkingRecord uscc, WorkingRecord inner)
    {
        if (inner.HasSubject && !inner.IsErased)
        {
            // The unit lived under its bare organisation code: what is known of it moves to the unified code.
            SubjectMerge.Move(this, inner, uscc);
            return;
        }

        if (inner.Alias is null or { IsRemoved: true } && !inner.HasSubject)
        {
            // Also where it led to a subject that is gone, or was let go with this code: it names whom the unified code names.
            inner.SetAlias(uscc.Key);
        }
    }
}
