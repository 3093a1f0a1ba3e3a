namespace CreditQuery.Rules.Records;

/// <summary>What a link says of the other end.</summary>
public enum LinkKind : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>The other end is a person with a role in this unit.</summary>
    Person = 1,

    /// <summary>The other end is a unit in which this person has a role.</summary>
    Unit = 2,

    /// <summary>The other end continues this subject (信用评价延续).</summary>
    Successor = 3,

    /// <summary>This subject continues the other end.</summary>
    Predecessor = 4,

    /// <summary>The other end is an alias of this subject.</summary>
    Alias = 5,
}
