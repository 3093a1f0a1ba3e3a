namespace CreditQuery.Log;

/// <summary>Why an append was refused.</summary>
public enum AppendRefusal
{
    /// <summary>Not said.</summary>
    Unspecified = 0,

    /// <summary>The disk or the quota is full; a later append may succeed.</summary>
    DiskFull = 1,

    /// <summary>Too many bytes wait for their turn; try again later.</summary>
    QueueFull = 2,

    /// <summary>Redis has no memory left, or may not write now because its own disk fails; a later append may succeed.</summary>
    RedisFull = 3,
}
