namespace CreditQuery.Rules.Catalogues;

/// <summary>What an accepted objection (异议) does to an entry.</summary>
/// <remarks>Source: 000 六(八); 001 四(二十二)47; 003 七(三).</remarks>
public enum ObjectionEffect : byte
{
    /// <summary>The measure goes on and is marked as disputed.</summary>
    Mark = 0,

    /// <summary>The measure is suspended while the objection is verified.</summary>
    Suspend = 1,
}
