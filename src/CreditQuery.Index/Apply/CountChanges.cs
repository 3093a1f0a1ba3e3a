using System.Runtime.InteropServices;
using CreditQuery.Index.Records;
using CreditQuery.Rules.Records;
using CreditQuery.Rules.Subjects;

namespace CreditQuery.Index.Apply;

/// <summary>Keeps the counts in step with the records written.</summary>
internal static class CountChanges
{
    /// <summary>Counts one record written.</summary>
    public static RegistryCounts Count(RegistryCounts counts, SubjectKeyCipher cipher, in RecordChange change)
    {
        counts = Add(counts, cipher, change.Key, change.Before.Span, -1);
        return Add(counts, cipher, change.Key, change.After.Span, 1);
    }

    private static RegistryCounts Add(RegistryCounts counts, SubjectKeyCipher cipher, SubjectKey key, ReadOnlySpan<byte> record, int sign)
    {
        if (record.IsEmpty)
        {
            return counts;
        }

        if (record.Length == AliasRecord.Size)
        {
            return MemoryMarshal.AsRef<AliasRecord>(record).IsRemoved
                ? counts with { Tombstones = counts.Tombstones + sign }
                : counts with { Aliases = counts.Aliases + sign };
        }

        ref readonly var head = ref MemoryMarshal.AsRef<SubjectHeader>(record);
        if ((head.Flags & SubjectFlags.Erased) != 0)
        {
            return counts with { Tombstones = counts.Tombstones + sign, BareOrgCodes = counts.BareOrgCodes + Bare(cipher, key, sign) };
        }

        return counts with
        {
            Subjects = counts.Subjects + sign,
            BareOrgCodes = counts.BareOrgCodes + Bare(cipher, key, sign),
            Entries = counts.Entries + (sign * head.EntryCount),
            Slots = counts.Slots + (sign * head.SlotCount),
        };
    }

    private static int Bare(SubjectKeyCipher cipher, SubjectKey key, int sign) => cipher.Unseal(key).Type == IdentifierType.OrgCode ? sign : 0;
}
