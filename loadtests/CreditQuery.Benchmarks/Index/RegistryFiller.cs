using System.Globalization;
using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Subjects;
using Google.Protobuf;
using IdentifierType = CreditQuery.Rules.Subjects.IdentifierType;

namespace CreditQuery.Benchmarks.Index;

/// <summary>Fills an index through Apply in sets of 500, and tells the processor time that Apply alone took.</summary>
internal sealed class RegistryFiller(CreditIndex index)
{
    private const int RowsPerSet = 500;

    private readonly byte[] _chain = new byte[20];
    private readonly long _recordedAtMs = new DateTimeOffset(2026, 6, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>Puts the catalogue.</summary>
    public void PutCatalogue(byte[] file) =>
        Apply([new Change { PutCatalogue = new PutCatalogue { Content = ByteString.CopyFrom(file) } }], out _);

    /// <summary>Puts subjects from .. to with a name of 30 bytes: records of 80 bytes.</summary>
    public TimeSpan PutSubjects(int from, int to) => PutRows(from, to, 1, SubjectRow);

    /// <summary>Puts one entry for every step-th subject.</summary>
    public TimeSpan PutEntries(int from, int to, int step) => PutRows(from, to, step, EntryRow);

    /// <summary>Puts one subject under a bare organisation code, after which a miss of a unified code probes.</summary>
    public void PutBareOrgCode()
    {
        PackedIdentifier.TryPack(IdentifierType.OrgCode, "999999990", out var packed);
        Apply([new Change { PutSubject = new PutSubject { Subject = Sealed(packed) } }], out _);
    }

    /// <summary>The payload of one event that puts the catalogue, or subjects from .. to.</summary>
    public static byte[] CatalogueSet(byte[] file) =>
        PayloadOf([new Change { PutCatalogue = new PutCatalogue { Content = ByteString.CopyFrom(file) } }]);

    /// <summary>As above.</summary>
    public byte[] SubjectSet(int from, int to) => PayloadOf([.. Enumerable.Range(from, to - from).Select(SubjectRow)]);

    private static byte[] PayloadOf(IReadOnlyCollection<Change> rows)
    {
        var set = new ChangeSet { Independent = true };
        set.Changes.AddRange(rows);
        return set.ToByteArray();
    }

    private TimeSpan PutRows(int from, int to, int step, Func<int, Change> row)
    {
        var total = TimeSpan.Zero;
        var rows = new List<Change>(RowsPerSet);
        for (var n = from; n < to; n += step)
        {
            rows.Add(row(n));
            if (rows.Count == RowsPerSet || n + step >= to)
            {
                Apply(rows, out var took);
                total += took;
                rows.Clear();
            }
        }

        return total;
    }

    private void Apply(IReadOnlyCollection<Change> rows, out TimeSpan took)
    {
        var revision = index.Current.Revision + 1;
        var logged = new LoggedEvent
        {
            Revision = revision,
            RecordedAtMs = _recordedAtMs,
            ChangeId = ((UInt128)(ulong)_recordedAtMs << 80) | revision,
            Chain = _chain,
            Payload = PayloadOf(rows),
        };
        var started = ThreadClock.Nanoseconds;
        var applied = index.Apply(logged);
        took = TimeSpan.FromMicroseconds((ThreadClock.Nanoseconds - started) / 1000);
        if (applied.IsQuarantined || applied.Outcomes.Any(static o => o.Kind == OutcomeKind.Refused))
        {
            throw new InvalidOperationException($"Revision {revision}: {applied.Outcomes.FirstOrDefault(static o => o.Kind == OutcomeKind.Refused)}");
        }
    }

    private Change SubjectRow(int n)
    {
        var subject = SubjectOf(n);
        subject.Name = string.Create(CultureInfo.InvariantCulture, $"Invented company No. {n:D8} Ltd");
        subject.SealedName = index.Cipher.SealName(subject.Name);
        return new Change { PutSubject = new PutSubject { Subject = subject, Region = "999999", EstablishedOn = "2010-01-01" } };
    }

    private Change EntryRow(int n) => new()
    {
        PutEntry = new PutEntry
        {
            Entry = new EntryRef { Subject = SubjectOf(n), EntryId = string.Create(CultureInfo.InvariantCulture, $"court:{n:D8}") },
            ListType = "court_dishonest_debtor",
            Region = "999999",
            ActedOn = "2025-11-01",
            DecidedOn = "2026-05-01",
            DecisionNo = "(2026) invented 1",
            DecisionAuthority = "supreme_court",
            ValidFrom = "2026-05-01",
            ValidTo = "2028-04-30",
        },
    };

    private Subject SubjectOf(int n)
    {
        Span<char> code = stackalloc char[InventedCodes.Length];
        InventedCodes.Write(n, code);
        PackedIdentifier.TryPack(IdentifierType.Uscc, code, out var packed);
        return Sealed(packed);
    }

    private Subject Sealed(PackedIdentifier packed)
    {
        var bytes = new byte[16];
        SubjectKeyCipher.WriteKey(index.Cipher.Seal(packed), bytes);
        return new Subject { SealedKey = UnsafeByteOperations.UnsafeWrap(bytes) };
    }
}
