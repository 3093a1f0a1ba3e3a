using System.Runtime.InteropServices;
using CreditQuery.Index.Records;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Apply;

/// <summary>What stands under one key while a set is applied: nothing, a subject, or an alias.</summary>
internal sealed class WorkingRecord
{
    private readonly byte[] _before;
    private SubjectRecord? _subject;

    /// <summary>Takes what the store holds.</summary>
    /// <param name="key">The key.</param>
    /// <param name="before">The bytes; empty if there is no record.</param>
    public WorkingRecord(SubjectKey key, byte[] before)
    {
        Key = key;
        _before = before;
        if (before.Length == AliasRecord.Size)
        {
            Alias = MemoryMarshal.Read<AliasRecord>(before);
        }
    }

    /// <summary>The key.</summary>
    public SubjectKey Key { get; }

    /// <summary>The bytes before the set; empty if there was no record.</summary>
    public ReadOnlyMemory<byte> Before => _before;

    /// <summary>The alias that stands here; null if none does. A removed one is there still.</summary>
    public AliasRecord? Alias { get; private set; }

    /// <summary>The record has to be written.</summary>
    public bool IsChanged { get; private set; }

    /// <summary>A subject stands here, erased or not.</summary>
    public bool HasSubject => Alias is null && (_subject is not null || _before.Length > 0);

    /// <summary>The subject, taken apart at first use.</summary>
    /// <exception cref="InvalidOperationException">No subject stands here.</exception>
    public SubjectRecord Subject => _subject ??= HasSubject
        ? RecordUnpacker.Unpack(_before)
        : throw new InvalidOperationException("No subject stands under this key.");

    /// <summary>The subject was erased by decision.</summary>
    public bool IsErased => HasSubject && Subject.Has(SubjectFlags.Erased);

    /// <summary>Revision that last wrote the record; 0 if there was none.</summary>
    public ulong RevisionBefore => _before.Length == 0 ? 0 : BitConverter.ToUInt64(_before);

    /// <summary>Puts a new subject here.</summary>
    public SubjectRecord Create(SubjectKind kind)
    {
        Alias = null;
        _subject = new SubjectRecord();
        _subject.Head.Kind = kind;
        _subject.Head.Flags = SubjectFlags.Undescribed;
        IsChanged = true;
        return _subject;
    }

    /// <summary>Puts an alias here, or the tombstone of one.</summary>
    public void SetAlias(SubjectKey target, bool removed = false)
    {
        _subject = null;
        Alias = new AliasRecord { Target = target, Flags = SubjectFlags.Alias | (removed ? SubjectFlags.Removed : 0) };
        IsChanged = true;
    }

    /// <summary>The record has to be written.</summary>
    public void MarkChanged() => IsChanged = true;

    /// <summary>Packs what stands here now, as written by a revision.</summary>
    public byte[] Pack(ulong revision)
    {
        if (Alias is { } alias)
        {
            var bytes = new byte[AliasRecord.Size];
            alias.Revision = revision;
            MemoryMarshal.Write(bytes, in alias);
            return bytes;
        }

        Subject.Head.Revision = revision;
        return RecordPacker.Pack(Subject);
    }
}
