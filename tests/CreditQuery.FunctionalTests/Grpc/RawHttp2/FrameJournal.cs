namespace CreditQuery.FunctionalTests.Grpc.RawHttp2;

/// <summary>Every frame that came on a connection, with waiting for one.</summary>
internal sealed class FrameJournal(TimeSpan timeout)
{
    private readonly Lock _lock = new();
    private readonly List<Http2Frame> _frames = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _completed;

    public IReadOnlyList<Http2Frame> Frames
    {
        get
        {
            lock (_lock)
            {
                return [.. _frames];
            }
        }
    }

    public void Add(Http2Frame frame)
    {
        lock (_lock)
        {
            _frames.Add(frame);
            Signal();
        }
    }

    public void Complete()
    {
        lock (_lock)
        {
            _completed = true;
            Signal();
        }
    }

    public async Task<Http2Frame> WaitForAsync(Func<Http2Frame, bool> wanted)
    {
        var next = 0;
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                for (; next < _frames.Count; next++)
                {
                    if (wanted(_frames[next]))
                    {
                        return _frames[next];
                    }
                }

                if (_completed)
                {
                    throw new EndOfStreamException("The connection ended without the frame that the test waits for.");
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(timeout);
        }
    }

    private void Signal()
    {
        _changed.SetResult();
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
