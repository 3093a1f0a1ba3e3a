namespace CreditQuery.LoadTests;

/// <summary>How checks are sent.</summary>
internal enum LoadMode
{
    /// <summary>One call per check.</summary>
    Unary,

    /// <summary>One bidirectional stream per connection.</summary>
    Stream,

    /// <summary>Calls of 1,000 checks.</summary>
    Batch,
}
