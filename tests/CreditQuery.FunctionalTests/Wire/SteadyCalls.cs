using CreditQuery.Benchmarks.GrpcCost;

namespace CreditQuery.FunctionalTests.Wire;

/// <summary>Unary calls one burst after the other over one connection, by a client that allocates nothing, and what they allocate.</summary>
internal sealed class SteadyCalls(Uri address, string path, byte[] message) : IDisposable
{
    private const int Burst = 20;
    private const int WarmUp = 20_000;
    private const int Calls = 10_000;
    private const int Rounds = 7;

    private readonly LoadConnection _connection = new(address, path, hasOneStream: false);
    private readonly byte[] _frame = Frame(message);
    private int _bodyBytes;

    /// <summary>Makes the calls on a thread of its own.</summary>
    /// <returns>Bytes that this process allocated per call: the least of some rounds, for the compiler and timers disturb one.</returns>
    public Task<double> LeastBytesPerCallAsync() => Task.Factory.StartNew(LeastBytesPerCall, TaskCreationOptions.LongRunning);

    public void Dispose() => _connection.Dispose();

    private static byte[] Frame(byte[] message)
    {
        var frame = new byte[5 + message.Length];
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        return frame;
    }

    private double LeastBytesPerCall()
    {
        Action<ReadOnlySpan<byte>> count = data => _bodyBytes += data.Length;
        Run(WarmUp, count);
        var least = double.MaxValue;
        for (var round = 0; round < Rounds; round++)
        {
            _bodyBytes = 0;
            var before = GC.GetTotalAllocatedBytes(precise: true);
            Run(Calls, count);
            least = Math.Min(least, (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)Calls);

            // A call that fails has no message, only its trailers.
            Assert.InRange(_bodyBytes, Calls * 5, int.MaxValue);
        }

        return least;
    }

    private void Run(int calls, Action<ReadOnlySpan<byte>> count)
    {
        for (var (started, ended) = (0, 0); ended < calls;)
        {
            for (; started < calls && started - ended < Burst && _connection.SendWindow >= _frame.Length; started++)
            {
                _connection.AppendData(_connection.AppendHeaders(), _frame, end: true);
            }

            _connection.Send();
            ended += _connection.Receive(count);
        }
    }
}
