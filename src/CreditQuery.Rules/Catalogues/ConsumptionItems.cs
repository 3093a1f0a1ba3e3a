namespace CreditQuery.Rules.Catalogues;

/// <summary>Codes and bits of the items of consumption.</summary>
public static class ConsumptionItems
{
    /// <summary>All of Tables A and B, as an order or exemption states it.</summary>
    public const ulong All = ulong.MaxValue;

    private static readonly string[] Codes =
    [
        "air", "rail_g", "rail_emu", "rail_emu_sleeper", "rail_ordinary", "ship", "hotel", "real_estate_purchase", "real_estate_build",
        "office_lease", "vehicle", "tour", "group_exit_tour", "school", "insurance_product", "nightclub_golf", "exit",
    ];

    /// <summary>The bit of an item in records.</summary>
    /// <param name="item">The item.</param>
    /// <returns>0 for no item.</returns>
    public static ulong Bit(ConsumptionItem item) => item == ConsumptionItem.None ? 0 : 1UL << (int)item;

    /// <summary>The code of an item.</summary>
    /// <param name="item">The item.</param>
    /// <returns>Empty for no item.</returns>
    public static string Code(ConsumptionItem item) => item == ConsumptionItem.None ? "" : Codes[(int)item];

    /// <summary>Reads the code of an item.</summary>
    /// <param name="code">The code.</param>
    /// <param name="item">The item; none when false is returned.</param>
    /// <returns>False if there is no such item.</returns>
    public static bool TryParse(string code, out ConsumptionItem item)
    {
        var index = Array.IndexOf(Codes, code);
        item = index < 0 ? ConsumptionItem.None : (ConsumptionItem)index;
        return index >= 0;
    }
}
