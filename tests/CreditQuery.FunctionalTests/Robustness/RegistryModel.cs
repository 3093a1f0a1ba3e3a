namespace CreditQuery.FunctionalTests.Robustness;

/// <summary>The registry as far as the histories go, in a dictionary and a loop: what each set does, and which orders are in force at every revision.</summary>
internal sealed class RegistryModel
{
    private readonly Dictionary<int, Person> _persons = [];

    /// <summary>The last revision passed.</summary>
    public ulong Revision { get; private set; }

    /// <summary>What became of each set, by revision; null for an event that is none of the writers'.</summary>
    public List<string?> Outcomes { get; } = [null];

    /// <summary>Passes an event that changes no person.</summary>
    public void Pass()
    {
        Revision++;
        Outcomes.Add(null);
    }

    /// <summary>Applies the next set.</summary>
    public void Apply(WrittenSet set)
    {
        Revision++;
        if (set.Condition is { } condition && (_persons.GetValueOrDefault(condition.Person)?.Revision ?? 0) != condition.Revision)
        {
            Outcomes.Add(new string('R', set.Changes.Length));
            return;
        }

        // Decided on copies: a set with a refused change has no effect.
        var drafts = new Dictionary<int, Dictionary<int, Order>>();
        var outcomes = string.Concat(set.Changes.Select(change => Decide(change, drafts)));
        if (outcomes.Contains('R'))
        {
            Outcomes.Add(new string('R', outcomes.Length));
            return;
        }

        Outcomes.Add(outcomes);
        foreach (var person in set.Changes.Where((_, i) => outcomes[i] == 'A').Select(static change => change.Person).Distinct())
        {
            if (!_persons.TryGetValue(person, out var known))
            {
                _persons.Add(person, known = new Person());
            }

            known.Orders = drafts[person];
            known.Revision = Revision;
            known.Past.Add((Revision, Tell(known.Orders)));
        }
    }

    /// <summary>Tells the orders in force on a person at a revision.</summary>
    public string OrdersAt(int person, ulong revision)
    {
        var past = _persons.GetValueOrDefault(person)?.Past;
        var found = "";
        for (var i = 0; past is not null && i < past.Count && past[i].Revision <= revision; i++)
        {
            found = past[i].Orders;
        }

        return found;
    }

    /// <summary>Tells orders by their numbers.</summary>
    public static string Tell(IEnumerable<int> entries) => string.Join(' ', entries.Order());

    private static string Tell(Dictionary<int, Order> orders) => Tell(orders.Where(static order => !order.Value.IsRevoked).Select(static order => order.Key));

    private char Decide(ModelChange change, Dictionary<int, Dictionary<int, Order>> drafts)
    {
        if (!drafts.TryGetValue(change.Person, out var orders))
        {
            drafts.Add(change.Person, orders = _persons.TryGetValue(change.Person, out var known) ? new(known.Orders) : []);
        }

        var isKnown = orders.TryGetValue(change.Entry, out var order);
        if (change.Decision == 0)
        {
            if (!isKnown)
            {
                return 'R';
            }

            orders[change.Entry] = order with { IsRevoked = true };
            return order.IsRevoked ? 'N' : 'A';
        }

        if (isKnown && order.Decision == change.Decision)
        {
            return 'N';
        }

        if (isKnown && order.IsRevoked)
        {
            return 'R';
        }

        orders[change.Entry] = new Order(change.Decision, IsRevoked: false);
        return 'A';
    }

    private readonly record struct Order(int Decision, bool IsRevoked);

    private sealed class Person
    {
        public Dictionary<int, Order> Orders { get; set; } = [];

        public ulong Revision { get; set; }

        public List<(ulong Revision, string Orders)> Past { get; } = [];
    }
}
