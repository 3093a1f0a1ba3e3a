using CreditQuery.Rules.Catalogues;

namespace CreditQuery.Rules.Checks;

/// <summary>What exactly is at stake in a check, as the caller wrote it. Values are verified by <see cref="CheckPlanner"/>.</summary>
/// <remarks>A value; making one allocates nothing. Empty strings stand for absent fields.</remarks>
public readonly record struct CheckItem
{
    /// <summary>Which item of the union it is; none if the check states none.</summary>
    public ItemKind Kind { get; private init; }

    /// <summary>Mode of a consumption item.</summary>
    public ConsumptionMode Mode { get; private init; }

    internal string First { get; private init; }

    internal string Second { get; private init; }

    internal string Third { get; private init; }

    internal int Number { get; private init; }

    internal bool FirstFlag { get; private init; }

    internal bool SecondFlag { get; private init; }

    /// <summary>An administrative approval.</summary>
    /// <param name="industryCode">GB/T 4754; empty if not stated.</param>
    /// <param name="institutionType">Kind of financial institution; empty if none.</param>
    /// <returns>The item.</returns>
    public static CheckItem Approval(string industryCode, string institutionType) => new() { Kind = ItemKind.Approval, First = industryCode, Second = institutionType };

    /// <summary>A tender.</summary>
    /// <param name="stage">qualification, evaluation, award or contract; empty if not stated.</param>
    /// <param name="tradeType">bidding, land, mineral, state_asset or procurement; empty if not stated.</param>
    /// <param name="role">Role of the subject in the case; empty if not stated.</param>
    /// <returns>The item.</returns>
    public static CheckItem Tender(string stage, string tradeType, string role) => new() { Kind = ItemKind.Tender, First = stage, Second = tradeType, Third = role };

    /// <summary>A flight.</summary>
    /// <param name="cabin">economy, business or first; empty: any.</param>
    /// <returns>The item.</returns>
    public static CheckItem Air(string cabin) => Consumption(ConsumptionMode.Air, cabin);

    /// <summary>A train journey.</summary>
    /// <param name="trainNo">Train number; its letter tells the type. Empty if the type is given.</param>
    /// <param name="trainType">G, D, C, S, Z, T, K, Y, ordinary or emu_sleeper.</param>
    /// <param name="seat">Seat class.</param>
    /// <returns>The item.</returns>
    public static CheckItem Rail(string trainNo, string trainType, string seat) =>
        new() { Kind = ItemKind.Consumption, Mode = ConsumptionMode.Rail, First = trainNo, Second = trainType, Third = seat };

    /// <summary>A passage by ship.</summary>
    /// <param name="cabin">special, first, second, third, fourth or steerage.</param>
    /// <returns>The item.</returns>
    public static CheckItem Ship(string cabin) => Consumption(ConsumptionMode.Ship, cabin);

    /// <summary>A stay in a hotel.</summary>
    /// <param name="stars">0 to 5; 0 is a house without stars.</param>
    /// <returns>The item.</returns>
    public static CheckItem Hotel(int stars) => new() { Kind = ItemKind.Consumption, Mode = ConsumptionMode.Hotel, Number = stars };

    /// <summary>Real estate.</summary>
    /// <param name="action">buy, build, extend or luxury_renovate.</param>
    /// <returns>The item.</returns>
    public static CheckItem RealEstate(string action) => Consumption(ConsumptionMode.RealEstate, action);

    /// <summary>Lease of an office.</summary>
    /// <param name="grade">high or ordinary.</param>
    /// <returns>The item.</returns>
    public static CheckItem OfficeLease(string grade) => Consumption(ConsumptionMode.OfficeLease, grade);

    /// <summary>Purchase of a vehicle.</summary>
    /// <param name="businessNecessary">Needed for the business.</param>
    /// <returns>The item.</returns>
    public static CheckItem Vehicle(bool businessNecessary) => new() { Kind = ItemKind.Consumption, Mode = ConsumptionMode.Vehicle, FirstFlag = businessNecessary };

    /// <summary>Tourism.</summary>
    /// <param name="kind">holiday, group or group_exit.</param>
    /// <returns>The item.</returns>
    public static CheckItem Tour(string kind) => Consumption(ConsumptionMode.Tour, kind);

    /// <summary>School fees, about the payer.</summary>
    /// <param name="feeClass">high_fee or ordinary.</param>
    /// <returns>The item.</returns>
    public static CheckItem School(string feeClass) => Consumption(ConsumptionMode.School, feeClass);

    /// <summary>An insurance product.</summary>
    /// <param name="hasCashValue">It has a cash value.</param>
    /// <param name="highPremium">Its premium is high.</param>
    /// <returns>The item.</returns>
    public static CheckItem InsuranceProduct(bool hasCashValue, bool highPremium) =>
        new() { Kind = ItemKind.Consumption, Mode = ConsumptionMode.InsuranceProduct, FirstFlag = hasCashValue, SecondFlag = highPremium };

    /// <summary>A venue.</summary>
    /// <param name="kind">nightclub, golf or ordinary.</param>
    /// <returns>The item.</returns>
    public static CheckItem Venue(string kind) => Consumption(ConsumptionMode.Venue, kind);

    /// <summary>A consumption item whose kind the caller left open; refused by the planner.</summary>
    /// <returns>The item.</returns>
    public static CheckItem ConsumptionWithoutKind() => new() { Kind = ItemKind.Consumption };

    /// <summary>A loan.</summary>
    /// <param name="product">Product code of the institution; empty if not stated.</param>
    /// <returns>The item.</returns>
    public static CheckItem Loan(string product) => new() { Kind = ItemKind.Loan, First = product };

    /// <summary>An insurance contract.</summary>
    /// <param name="product">property, liability, life, compulsory or a product code; empty if not stated.</param>
    /// <returns>The item.</returns>
    public static CheckItem Insurance(string product) => new() { Kind = ItemKind.Insurance, First = product };

    /// <summary>An inspection.</summary>
    /// <param name="field">Field of supervision, a field of the catalogue; empty if not stated.</param>
    /// <returns>The item.</returns>
    public static CheckItem Inspection(string field) => new() { Kind = ItemKind.Inspection, First = field };

    /// <summary>A fiscal fund.</summary>
    /// <param name="programme">Programme code.</param>
    /// <returns>The item.</returns>
    public static CheckItem Fund(string programme) => new() { Kind = ItemKind.Fund, First = programme };

    /// <summary>An award.</summary>
    /// <param name="awardCode">Award code.</param>
    /// <returns>The item.</returns>
    public static CheckItem Award(string awardCode) => new() { Kind = ItemKind.Award, First = awardCode };

    /// <summary>Anything else.</summary>
    /// <param name="code">Code.</param>
    /// <returns>The item.</returns>
    public static CheckItem Other(string code) => new() { Kind = ItemKind.Other, First = code };

    private static CheckItem Consumption(ConsumptionMode mode, string value) => new() { Kind = ItemKind.Consumption, Mode = mode, First = value };
}
