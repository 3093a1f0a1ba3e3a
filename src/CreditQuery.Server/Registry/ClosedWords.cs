namespace CreditQuery.Server.Registry;

/// <summary>The closed lists of words of the contract.</summary>
internal static class ClosedWords
{
    /// <summary>Consumption items, in the order of their bits (docs/catalogue.md).</summary>
    public static readonly string[] ConsumptionItems =
    [
        "air", "rail_g", "rail_emu", "rail_emu_sleeper", "rail_ordinary", "ship", "hotel",
        "real_estate_purchase", "real_estate_build", "office_lease", "vehicle", "tour", "group_exit_tour",
        "school", "insurance_product", "nightclub_golf", "exit",
    ];

    /// <summary>Reasons of an exit.</summary>
    public static readonly string[] ExitReasons =
    [
        "corrected", "performed", "guarantee", "consent", "removed", "merged",
    ];

    /// <summary>Methods of repair.</summary>
    public static readonly string[] RepairMethods =
    [
        "perform", "commitment", "training", "public_service", "report",
    ];

    /// <summary>What an objection is about.</summary>
    public static readonly string[] ObjectionTargets =
    [
        "entry", "measure", "grade", "red_removal",
    ];

    /// <summary>Where an objection comes from.</summary>
    public static readonly string[] ObjectionSources =
    [
        "SELF", "OBJECTION", "COMPLAINT",
    ];

    /// <summary>How an objection ends.</summary>
    public static readonly string[] ObjectionResults =
    [
        "CONFIRMED", "CORRECTED", "REVOKED", "WITHDRAWN",
    ];

    /// <summary>Why a subject continues another one.</summary>
    public static readonly string[] SuccessorReasons =
    [
        "same_place_same_business", "rename", "legal_rep_change", "split", "merge",
    ];

    /// <summary>Types of commitment.</summary>
    public static readonly string[] CommitmentTypes =
    [
        "deficiency", "notify_and_commit", "repair", "comprehensive", "special",
    ];
}
