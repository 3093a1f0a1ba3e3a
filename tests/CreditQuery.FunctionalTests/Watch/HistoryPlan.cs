namespace CreditQuery.FunctionalTests.Watch;

/// <summary>The steps of histories, drawn from their seeds: each kind of fault comes in every one. Thread-safe.</summary>
internal sealed class HistoryPlan
{
    private const int Steps = 50;

    private static readonly (HistoryStep Step, int Weight)[] Weights =
    [
        (HistoryStep.Change, 50), (HistoryStep.Disconnection, 14), (HistoryStep.Switch, 14), (HistoryStep.ClockStep, 14), (HistoryStep.Restart, 5), (HistoryStep.Compaction, 3),
    ];

    private readonly bool _setsClock;
    private readonly SortedDictionary<HistoryStep, int> _drawn = [];
    private int _histories;

    /// <summary>Prepares to draw.</summary>
    /// <param name="setsClock">The clock is the test's own.</param>
    public HistoryPlan(bool setsClock) => _setsClock = setsClock;

    /// <summary>Draws the steps of one history.</summary>
    public HistoryStep[] Draw(Random random)
    {
        HistoryStep[] possible = [.. Weights.Select(static weight => weight.Step).Where(step => _setsClock || step != HistoryStep.ClockStep)];
        HistoryStep[] bag = [.. possible.SelectMany(static step => Enumerable.Repeat(step, Weights.Single(weight => weight.Step == step).Weight))];
        HistoryStep[] drawn = [.. possible, .. random.GetItems(bag, Steps - possible.Length)];
        random.Shuffle(drawn);
        lock (_drawn)
        {
            _histories++;
            Array.ForEach(drawn, step => _drawn[step] = _drawn.GetValueOrDefault(step) + 1);
        }

        return drawn;
    }

    /// <summary>Says how many histories ran, and what they were made of.</summary>
    public void Report() => TestContext.Current.TestOutputHelper?.WriteLine(
        $"{_histories} histories: {string.Join(", ", _drawn.Select(static step => $"{step.Value} of {step.Key}"))}");
}
