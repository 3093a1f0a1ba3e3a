namespace CreditQuery.Index.Transfer;

/// <summary>Keeps a checkpoint of a running node while somebody reads it.</summary>
/// <remarks>Thread-safe. It counts until it is disposed, or until whoever made it no longer holds to it: then the next checkpoint may remove the files.</remarks>
public sealed class CheckpointPin : IDisposable
{
    private readonly string _folder;
    private readonly Func<bool> _holds;
    private readonly Action<CheckpointPin> _released;
    private volatile bool _dropped;

    internal CheckpointPin(string folder, CheckpointDescription description, Func<bool> holds, Action<CheckpointPin> released)
    {
        _folder = folder;
        _holds = holds;
        _released = released;
        Description = description;
    }

    /// <summary>The checkpoint.</summary>
    public CheckpointDescription Description { get; }

    /// <summary>Whether the checkpoint may be gone: nothing of it is to be read any more.</summary>
    public bool IsDropped => _dropped;

    /// <summary>Opens a reader of the checkpoint; any number may be open.</summary>
    public CheckpointReader OpenReader() => new(_folder, Description);

    /// <inheritdoc/>
    public void Dispose()
    {
        _dropped = true;
        _released(this);
    }

    internal bool Holds() => !_dropped && _holds();

    internal void Drop() => _dropped = true;
}
