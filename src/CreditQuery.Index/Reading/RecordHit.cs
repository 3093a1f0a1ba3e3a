using CreditQuery.Index.Store;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Reading;

/// <summary>What an identifier leads to.</summary>
internal readonly struct RecordHit(SubjectKey key, RecordSpan record, bool byAlias, bool isOutOfMemory)
{
    /// <summary>Key of the record, or of what was looked for.</summary>
    public readonly SubjectKey Key = key;

    /// <summary>The record; empty if there is none.</summary>
    public readonly RecordSpan Record = record;

    /// <summary>Found under another identifier.</summary>
    public readonly bool ByAlias = byAlias;

    /// <summary>There is a record, but not in memory.</summary>
    public readonly bool IsOutOfMemory = isOutOfMemory;

    /// <summary>Something newer than the pinned revision was read.</summary>
    public bool IsNewer { get; private init; }

    /// <summary>It is certain that there is no record.</summary>
    public bool IsNothing => Record.IsEmpty && !IsOutOfMemory && !IsNewer;

    /// <summary>The same, found under another identifier or not.</summary>
    public RecordHit Via(bool alias) => new(Key, Record, alias, IsOutOfMemory) { IsNewer = IsNewer };

    /// <summary>A record newer than the pinned revision.</summary>
    public static RecordHit Newer(SubjectKey key) => new(key, default, false, false) { IsNewer = true };
}
