namespace CreditQuery.Rules.Catalogues;

/// <summary>Closed sets of values of the items of a check, as the contract words them.</summary>
internal static class ItemValues
{
    public static readonly string[] TradeTypes = ["bidding", "land", "mineral", "state_asset", "procurement"];

    public static readonly string[] TenderStages = ["qualification", "evaluation", "award", "contract"];

    private static readonly ConsumptionParameter[][] ByMode = Build();

    /// <summary>Parameters of a mode, in the order in which they are packed.</summary>
    public static ReadOnlySpan<ConsumptionParameter> Of(ConsumptionMode mode) => ByMode[(int)mode];

    private static ConsumptionParameter[][] Build()
    {
        string[] flag = ["false", "true"];
        var modes = new ConsumptionParameter[Enum.GetValues<ConsumptionMode>().Length][];
        modes[(int)ConsumptionMode.None] = [];
        modes[(int)ConsumptionMode.Air] = [new("cabin", ["economy", "business", "first"])];
        modes[(int)ConsumptionMode.Rail] =
        [
            new("train_type", ["G", "D", "C", "S", "Z", "T", "K", "Y", "ordinary", "emu_sleeper"]),
            new("seat",
            [
                "business", "premium", "preferred_first", "first", "second", "no_seat", "deluxe_soft_sleeper", "soft_sleeper", "first_sleeper",
                "second_sleeper", "hard_sleeper", "soft_seat", "hard_seat",
            ]),
        ];
        modes[(int)ConsumptionMode.Ship] = [new("cabin", ["special", "first", "second", "third", "fourth", "steerage"])];
        modes[(int)ConsumptionMode.Hotel] = [new("stars", ["0", "1", "2", "3", "4", "5"])];
        modes[(int)ConsumptionMode.RealEstate] = [new("action", ["buy", "build", "extend", "luxury_renovate"])];
        modes[(int)ConsumptionMode.OfficeLease] = [new("grade", ["high", "ordinary"])];
        modes[(int)ConsumptionMode.Vehicle] = [new("business_necessary", flag)];
        modes[(int)ConsumptionMode.Tour] = [new("kind", ["holiday", "group", "group_exit"])];
        modes[(int)ConsumptionMode.School] = [new("fee_class", ["high_fee", "ordinary"])];
        modes[(int)ConsumptionMode.InsuranceProduct] = [new("has_cash_value", flag), new("high_premium", flag)];
        modes[(int)ConsumptionMode.Venue] = [new("kind", ["nightclub", "golf", "ordinary"])];
        return modes;
    }
}
