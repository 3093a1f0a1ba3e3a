namespace CreditQuery.Cli.Sample;

/// <summary>One invented list entry.</summary>
internal readonly record struct SampleEntry(
    SampleListType Type, string EntryId, string Region, string DecisionNo, DateOnly ActedOn, DateOnly DecidedOn, DateOnly ValidFrom, DateOnly? ValidTo);
