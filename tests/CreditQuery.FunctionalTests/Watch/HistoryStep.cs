namespace CreditQuery.FunctionalTests.Watch;

/// <summary>One step of a history over two replicas.</summary>
internal enum HistoryStep
{
    /// <summary>A change, and no fault.</summary>
    Change,

    /// <summary>A subscriber loses its connection and resumes at the same replica.</summary>
    Disconnection,

    /// <summary>A subscriber loses its connection and resumes at the other replica.</summary>
    Switch,

    /// <summary>A replica is restarted; its subscribers go on at the other one.</summary>
    Restart,

    /// <summary>A replica loses its journal while subscribers are away.</summary>
    Compaction,

    /// <summary>Time passes, or clocks are set.</summary>
    ClockStep,
}
