namespace CreditQuery.Rules.Catalogues;

/// <summary>How the results of several parties make one answer.</summary>
/// <remarks>Source: 法〔2016〕285号 for consortia.</remarks>
public enum PartyRule : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>The worst result is the result of all: a consortium.</summary>
    WorstCounts = 1,

    /// <summary>Each party for itself; the subject gives the answer.</summary>
    EachAlone = 2,
}
