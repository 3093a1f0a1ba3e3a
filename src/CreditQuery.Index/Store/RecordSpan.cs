namespace CreditQuery.Index.Store;

/// <summary>Where a value lies in the log's memory; valid until the session that read it leaves the epoch.</summary>
internal readonly unsafe struct RecordSpan(byte* start, int length)
{
    private readonly byte* _start = start;
    private readonly int _length = length;

    /// <summary>No record.</summary>
    public bool IsEmpty => _length == 0;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => new(_start, _length);

    /// <summary>The record is an alias: the short form, told by its length alone.</summary>
    public bool IsAlias => _length == Records.AliasRecord.Size;

    /// <summary>Revision that wrote the record; every form begins with it.</summary>
    public ulong Revision => *(ulong*)_start;

    /// <summary>The subject was erased; not to be asked of an alias.</summary>
    public bool IsErased => (((Rules.Records.SubjectHeader*)_start)->Flags & Rules.Records.SubjectFlags.Erased) != 0;

    /// <summary>The alias, where it is one.</summary>
    public ref readonly Records.AliasRecord Alias => ref *(Records.AliasRecord*)_start;
}
