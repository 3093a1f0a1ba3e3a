namespace CreditQuery.Server.Checks.Wire;

/// <summary>A reply as bytes: what the gRPC layer sends for a message of the contract.</summary>
/// <remarks>
/// A reply of a unary call is rented, and comes back when it has been serialised, which happens once; one that never is goes to the garbage
/// collector. A stream has one of its own, and shows one answer after the other in it.
/// </remarks>
internal sealed class CheckReply
{
    [ThreadStatic]
    private static CheckReply? _spare;

    private readonly bool _isRented;
    private int _start;
    private int _length = -1;

    private CheckReply(bool isRented)
    {
        _isRented = isRented;
        Done = Task.FromResult(this);
    }

    /// <summary>Sends a reply; never reads one.</summary>
    public static Marshaller<CheckReply> Marshaller { get; } = new(Send, static _ => throw new NotSupportedException("A node sends replies only."));

    /// <summary>The bytes, to be written before it is handed over.</summary>
    public MessageBytes Bytes { get; } = new();

    /// <summary>This reply, done: no task has to be made for a call that is answered at once.</summary>
    public Task<CheckReply> Done { get; }

    /// <summary>Gives an empty reply for one call.</summary>
    public static CheckReply Rent()
    {
        var reply = _spare ?? new CheckReply(isRented: true);
        _spare = null;
        return reply;
    }

    /// <summary>Makes the reply of a stream.</summary>
    public static CheckReply OfStream() => new(isRented: false);

    /// <summary>Shows a part of the bytes as the message; all of them otherwise.</summary>
    public void Show(int start, int length) => (_start, _length) = (start, length);

    /// <summary>Takes back a reply that is not sent.</summary>
    public void Return()
    {
        Bytes.Release();
        if (_isRented)
        {
            _spare = this;
        }
    }

    private static void Send(CheckReply reply, SerializationContext context)
    {
        var message = reply._length < 0 ? reply.Bytes.Written : reply.Bytes.Written.Slice(reply._start, reply._length);
        context.SetPayloadLength(message.Length);
        var output = context.GetBufferWriter();
        message.CopyTo(output.GetSpan(message.Length));
        output.Advance(message.Length);
        context.Complete();
        if (reply._isRented)
        {
            reply.Return();
        }
    }
}
