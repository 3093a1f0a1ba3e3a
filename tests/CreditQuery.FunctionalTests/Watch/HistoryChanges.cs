using CreditQuery.Cli.Sample;
using CreditQuery.FunctionalTests.Node;
using CreditQuery.Protos.V1;

namespace CreditQuery.FunctionalTests.Watch;

/// <summary>Random changes to the entries of a few units and persons; many of them will be refused.</summary>
internal sealed class HistoryChanges(Random random, TestClock clock)
{
    public static readonly string[] Units = [.. Enumerable.Range(1, 4).Select(static n => SampleIdentifiers.Uscc(8_000 + n))];
    public static readonly string[] Persons = [.. Enumerable.Range(1, 2).Select(static n => SampleIdentifiers.CitizenId(21_000 + n))];

    private static readonly string[] Lists = ["abnormal_operation", "market_serious_violation", "model_of_integrity"];
    private static readonly Role[] Roles = [Role.LegalRep, Role.Principal];

    /// <summary>What every history begins with.</summary>
    public static IEnumerable<Change> First() => [.. Units.Select(static unit => Samples.DescribeUnit(unit)), .. Persons.Select(static person => Samples.Describe(person))];

    public Change Next() => random.Next(12) switch
    {
        < 5 => Put(Entry()),
        5 => new Change { ExitEntry = new ExitEntry { Entry = Entry(), Reason = "performed", MonitorTo = random.Next(2) == 0 ? Day(2, 9) : "" } },
        6 => new Change { RepairEntry = new RepairEntry { Entry = Entry(), Method = "perform", DecisionNo = "d", EffectiveOn = random.Next(2) == 0 ? Day(0, 4) : "" } },
        7 => new Change { RevokeEntry = new RevokeEntry { Entry = Entry(), DecisionNo = "d" } },
        8 => new Change { StayEntry = new StayEntry { Entry = Entry(), OrderNo = "s" } },
        9 => new Change { EndStay = new EndStay { Entry = Entry(), OrderNo = "s" } },
        10 => new Change { OpenObjection = new OpenObjection { Entry = Entry(), ObjectionId = "o", Target = "entry", AcceptedBy = "market_supervision", AcceptedOn = Day(0, 1), ReplyDue = Day(5, 20) } },
        _ => random.Next(2) == 0 ? Link() : Order(),
    };

    public static Change Put(EntryRef entry, string list, string from = "2026-06-01", string to = "", string region = "999999") => new()
    {
        PutEntry = new PutEntry
        {
            Entry = entry,
            ListType = list,
            Region = region,
            DecidedOn = "2026-05-01",
            DecisionNo = "No. 1",
            DecisionAuthority = "market_supervision",
            ValidFrom = from,
            ValidTo = to,
        },
    };

    // Mostly an id stays on its list and in its region; now and then it is put on another list, or in another region.
    private Change Put(EntryRef entry) => Put(
        entry,
        random.Next(4) == 0 ? Pick(Lists) : Lists[(entry.EntryId[^1] - '0') % Lists.Length],
        Day(-20, 6),
        random.Next(3) == 0 ? "" : Day(6, 25),
        random.Next(4) == 0 ? "999900" : "999999");

    private Change Order()
    {
        var order = Samples.Order(Pick(Persons), $"test:{random.Next(4)}");
        order.PutEntry.UntilPerformed = false;
        (order.PutEntry.ValidFrom, order.PutEntry.ValidTo) = (Day(-9, 4), Day(4, 9));
        return order;
    }

    private Change Link() => new()
    {
        LinkPerson = new LinkPerson
        {
            Unit = Samples.UnitSubject(Pick(Units)),
            Person = Samples.PersonSubject(Pick(Persons)),
            Role = Pick(Roles),
            From = Day(-5, 3),
            To = random.Next(2) == 0 ? "" : Day(4, 12),
        },
    };

    private EntryRef Entry() => new() { Subject = Samples.UnitSubject(Pick(Units)), EntryId = $"test:{random.Next(5)}" };

    private string Day(int least, int most) => clock.GetUtcNow().ToOffset(TimeSpan.FromHours(8)).AddDays(random.Next(least, most + 1)).ToString("yyyy-MM-dd");

    private T Pick<T>(T[] of) => of[random.Next(of.Length)];
}
