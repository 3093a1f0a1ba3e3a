namespace CreditQuery.Rules.Catalogues;

/// <summary>Level of inspection (监管等级).</summary>
/// <remarks>Source: 000 三(四), 四(一).</remarks>
public enum InspectionLevel : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>Ordinary frequency.</summary>
    Normal = 1,

    /// <summary>Fewer inspections.</summary>
    Reduced = 2,

    /// <summary>Key supervision (重点监管对象).</summary>
    Key = 3,
}
