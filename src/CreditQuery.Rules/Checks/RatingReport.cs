namespace CreditQuery.Rules.Checks;

/// <summary>A third-party rating in force on the day asked about.</summary>
/// <remarks>A value inside a <see cref="CheckAnswer"/>; its texts lie in the scratch buffer. Source: 000 三(三), 003 二.</remarks>
public struct RatingReport
{
    /// <summary>Day of the rating, a day number.</summary>
    public int RatedOn { get; internal set; }

    /// <summary>Last day, a day number; Never if none.</summary>
    public int ValidTo { get; internal set; }

    internal int TextOffset { get; set; }

    internal int TextLength { get; set; }
}
