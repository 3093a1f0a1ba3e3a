namespace CreditQuery.GrpcHosting.Http2.Hpack;

/// <summary>Takes the fields of one header block, in order.</summary>
internal interface IHeaderSink
{
    /// <summary>Takes one field.</summary>
    /// <param name="field">Immutable; may be kept.</param>
    /// <remarks>
    /// Must not throw for what a client sent: the block has to be read to its end, or the tables of both sides differ. A sink that
    /// has taken enough (<see cref="HeaderField.Size"/> adds up) drops the rest: a block of some kilobytes can name a big entry
    /// of the table thousands of times.
    /// </remarks>
    void OnField(HeaderField field);
}
