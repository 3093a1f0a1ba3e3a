namespace CreditQuery.Log;

/// <summary>Places of the change log at which a test lets its process die or stand still.</summary>
internal enum LogFailpoint
{
    /// <summary>A batch is about to be sent to Redis, or written to the disk.</summary>
    BeforeAppend,

    /// <summary>Embedded: the frames are written and not flushed.</summary>
    FramesWritten,

    /// <summary>The event is in the log, and nobody knows.</summary>
    AppendDurable,

    /// <summary>Embedded: a new segment has its name and nothing in it.</summary>
    SegmentBegun,

    /// <summary>A reader missed pushes and is about to read the stream.</summary>
    BeforeGapFill,

    /// <summary>The range is read and not passed on.</summary>
    GapRead,

    /// <summary>A new connection has subscribed and is not used yet.</summary>
    Connected,

    /// <summary>Old events are about to be forgotten.</summary>
    BeforeTrim,

    /// <summary>Old events are forgotten: of the embedded log a file that no reader finds any more still lies there.</summary>
    Trimmed,

    /// <summary>Events are in the node's tail and not applied.</summary>
    TailWritten,
}
