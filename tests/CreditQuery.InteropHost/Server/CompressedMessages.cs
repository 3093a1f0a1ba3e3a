namespace CreditQuery.InteropHost.Server;

/// <summary>Counts the messages of a call that came compressed.</summary>
/// <remarks>The counter belongs to the request's flow: it is set before gRPC reads, and read by the service.</remarks>
internal sealed class CompressedMessages
{
    private static readonly AsyncLocal<CompressedMessages?> Current = new();

    private int _seen;
    private int _count;

    /// <summary>Gives the running request a counter of its own.</summary>
    public static void Begin() => Current.Value = new CompressedMessages();

    /// <summary>Counts one; nothing outside a request.</summary>
    public static void Add()
    {
        if (Current.Value is { } messages)
        {
            messages._count++;
        }
    }

    /// <summary>Whether the message that the service has just received was compressed; asked once per message.</summary>
    public static bool LastOneWas()
    {
        var messages = Current.Value ?? throw new InvalidOperationException("No request is running.");
        var isNew = messages._count > messages._seen;
        messages._seen = messages._count;
        return isNew;
    }
}
