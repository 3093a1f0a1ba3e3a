namespace CreditQuery.Log.Embedded;

/// <summary>What stands at a place in a segment.</summary>
internal enum FrameStatus
{
    /// <summary>Not a frame, or one whose checksum is wrong.</summary>
    Damaged = 0,

    /// <summary>The bytes end before the frame does.</summary>
    Incomplete = 1,

    /// <summary>A frame whose checksum is right.</summary>
    Complete = 2,
}
