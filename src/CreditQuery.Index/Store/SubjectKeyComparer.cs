using CreditQuery.Rules.Subjects;
using FASTER.core;

namespace CreditQuery.Index.Store;

/// <summary>Compares keys; the first half is the hash, because encryption has mixed it already.</summary>
internal readonly struct SubjectKeyComparer : IFasterEqualityComparer<SubjectKey>
{
    public long GetHashCode64(ref SubjectKey k) => (long)k.Low;

    public bool Equals(ref SubjectKey k1, ref SubjectKey k2) => k1.Low == k2.Low && k1.High == k2.High;
}
