using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Store;

/// <summary>Sees a record.</summary>
/// <param name="key">Its key.</param>
/// <param name="record">Its bytes, valid only during the call.</param>
internal delegate void RecordVisitor(SubjectKey key, ReadOnlySpan<byte> record);
