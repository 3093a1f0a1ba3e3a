namespace CreditQuery.Rules.Catalogues;

/// <summary>Tier of a list type (名单级别).</summary>
/// <remarks>Source: functions.md (c), ListType.</remarks>
public enum ListTier : byte
{
    /// <summary>Not set.</summary>
    Unspecified = 0,

    /// <summary>Red list (红名单, 守信激励对象).</summary>
    Red = 1,

    /// <summary>Focus or warning list (重点关注, 警示).</summary>
    Focus = 2,

    /// <summary>Key monitoring (重点监测).</summary>
    Monitor = 3,

    /// <summary>List of seriously dishonest subjects (黑名单, 严重失信主体名单).</summary>
    Black = 4,

    /// <summary>List of abnormal operations (异常名录).</summary>
    Abnormal = 5,

    /// <summary>Individual order (个案决定): consumption limit, exit restriction.</summary>
    Order = 6,
}
