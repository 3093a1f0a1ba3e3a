using System.Globalization;
using CreditQuery.Index;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Rules.Catalogues;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Periods;
using CreditQuery.Rules.Subjects;
using Google.Protobuf;
using IdentifierType = CreditQuery.Rules.Subjects.IdentifierType;

namespace CreditQuery.Benchmarks.Index;

/// <summary>The longest records that are common: a unit with 50 entries, a person with 50 slots; each checked within 3 µs, 0 bytes.</summary>
internal static class LongRecordBenchmark
{
    private const int Entries = 50;
    private const int Checks = 20_000;
    private const int Rounds = 9;
    private const int WarmUpTurns = 12;
    private const int WarmUpChecks = 300;
    private const int UnitNumber = 5;
    private const string Person = "999999198001010011";
    private static readonly TimeSpan TierDelay = TimeSpan.FromMilliseconds(250);
    private static readonly DateTimeOffset RecordedAt = new(2026, 6, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Runs.</summary>
    /// <param name="folder">Folder of the index; it is emptied.</param>
    /// <param name="catalogue">Path of a catalogue file.</param>
    public static int Run(string folder, string catalogue)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        using var index = CreditIndex.Open(new CreditIndexOptions { Folder = folder, RecordMemoryBytes = 64 << 20, HashTableBytes = 1 << 20 }, RegistryKey.Generate(), "00000000000000be");
        var unit = new string('0', InventedCodes.Length).ToCharArray();
        InventedCodes.Write(UnitNumber, unit);
        Fill(index, File.ReadAllBytes(catalogue), new string(unit));
        var asked = new string(unit);

        // All questions in turns first: a compiler that has seen one of them alone makes code for that one.
        for (var turn = 0; turn < WarmUpTurns; turn++)
        {
            AskAll(index, asked, WarmUpChecks, isTold: false);
            Thread.Sleep(TierDelay);
        }

        AskAll(index, asked, Checks, isTold: true);
        return 0;
    }

    private static void AskAll(CreditIndex index, string unit, int checks, bool isTold)
    {
        foreach (var scenario in (string[])["admin_license", "tender_bid", "loan", "award", "inspection"])
        {
            Tell(index, (scenario, IdentifierType.Uscc, unit, default), checks, isTold);
        }

        foreach (var (scenario, item) in (ReadOnlySpan<(string, CheckItem)>)[("consumption", CheckItem.Air("economy")), ("exit", default), ("award", default), ("qualification", default)])
        {
            Tell(index, (scenario, IdentifierType.CitizenId, Person, item), checks, isTold);
        }
    }

    private static void Fill(CreditIndex index, byte[] file, string unit)
    {
        Apply(index, new Change { PutCatalogue = new PutCatalogue { Content = ByteString.CopyFrom(file) } });
        var (unitSubject, person) = (Sealed(index, IdentifierType.Uscc, unit), Sealed(index, IdentifierType.CitizenId, Person));
        Apply(index, new Change { LinkPerson = new LinkPerson { Unit = unitSubject, Person = person, Role = Protos.V1.Role.LegalRep } });
        var lists = index.Current.CatalogueAt(CivilDay.Of(RecordedAt))!.Catalogue.ListTypes
            .Where(l => l.Adverse && l.Kinds.Contains(Rules.Subjects.SubjectKind.Enterprise) && l.Causes.Count == 0 && l.Regions.Count == 0).ToArray();
        for (var n = 0; n < Entries; n++)
        {
            Apply(index, EntryRow(unitSubject, n, lists[n % lists.Length]));
        }
    }

    private static Change EntryRow(Subject unit, int n, ListTypeDefinition list) => new()
    {
        PutEntry = new PutEntry
        {
            Entry = new EntryRef { Subject = unit, EntryId = string.Create(CultureInfo.InvariantCulture, $"dept:{n:D8}") },
            ListType = list.Code,
            Region = "999999",
            ActedOn = "2025-11-01",
            DecidedOn = "2026-05-01",
            DecisionNo = "(2026) invented 1",
            DecisionAuthority = "supreme_court",
            ResolutionRef = "r",
            UntilPerformed = true,
            IndustryCode = list.Tier == ListTier.Order ? "H62" : "",
        },
    };

    private static void Apply(CreditIndex index, Change change)
    {
        var set = new ChangeSet();
        set.Changes.Add(change);
        var revision = index.Current.Revision + 1;
        var applied = index.Apply(new LoggedEvent
        {
            Revision = revision,
            RecordedAtMs = RecordedAt.ToUnixTimeMilliseconds(),
            ChangeId = ((UInt128)(ulong)RecordedAt.ToUnixTimeMilliseconds() << 80) | revision,
            Chain = new byte[20],
            Payload = set.ToByteArray(),
        });
        if (applied.Outcomes is not [{ Kind: OutcomeKind.Applied }])
        {
            throw new InvalidOperationException($"Revision {revision}: {string.Join(", ", applied.Outcomes)}");
        }
    }

    private static void Tell(CreditIndex index, (string Scenario, IdentifierType Type, string Value, CheckItem Item) question, int checks, bool isTold)
    {
        var (scenario, type, value, item) = question;
        var snapshot = index.Current;
        var today = CivilDay.Of(snapshot.RecordedAt);
        var version = snapshot.CatalogueAt(today)!;
        if (!CheckPlanner.TryPlan(version.Catalogue, new CheckQuestion { Scenario = scenario, Region = "999999", Today = today, Item = item }, out var plan, out var error))
        {
            Console.Out.WriteLine($"{scenario}: {error}");
            return;
        }

        var context = new CheckContext(snapshot, plan, version.Coverage.Of(plan, snapshot.RecordedAt));
        var answer = new CheckAnswer();
        using var reader = index.RentReader();
        var times = new double[Rounds];
        var bytes = long.MaxValue;
        for (var round = -1; round < Rounds; round++)
        {
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var started = ThreadClock.Nanoseconds;
            for (var n = 0; n < checks; n++)
            {
                reader.TryCheck(context, new SubjectInput { Type = type, Value = value }, answer, out _);
            }

            var took = (ThreadClock.Nanoseconds - started) / checks;
            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - allocated);
            if (round >= 0)
            {
                times[round] = took;
            }
        }

        Array.Sort(times);
        if (!isTold)
        {
            return;
        }

        Console.Out.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{scenario} {type}: {times[Rounds / 2]:F0} ns (least {times[0]:F0}), {bytes / checks} B; {answer.Conclusion}, {answer.Measures.Length} measures, {answer.References.Length} references"));
    }

    private static Subject Sealed(CreditIndex index, IdentifierType type, string value)
    {
        PackedIdentifier.TryPack(type, value, out var packed);
        var bytes = new byte[16];
        SubjectKeyCipher.WriteKey(index.Cipher.Seal(packed), bytes);
        return new Subject { SealedKey = UnsafeByteOperations.UnsafeWrap(bytes) };
    }
}
