using System.Globalization;
using CreditQuery.Index.Store;
using CreditQuery.Rules.Subjects;
using FASTER.core;

namespace CreditQuery.Benchmarks.Index;

/// <summary>What the three ways of locking records cost a read: the measurement behind ADR 0004.</summary>
internal static class LockingComparison
{
    private const int Records = 1_000_000;
    private const int Rounds = 5;

    /// <summary>Measures reads of 80-byte records, one million in random order, in each mode in turns.</summary>
    public static int Run()
    {
        ConcurrencyControlMode[] modes = [ConcurrencyControlMode.None, ConcurrencyControlMode.RecordIsolation, ConcurrencyControlMode.LockTable];
        var keys = new SubjectKey[Records];
        var random = new Random(1);
        for (var i = 0; i < Records; i++)
        {
            keys[i] = new SubjectKey((ulong)random.NextInt64(), (ulong)random.NextInt64());
        }

        var stores = modes.Select(mode => Fill(mode, keys)).ToArray();
        random.Shuffle(keys);
        var times = modes.Select(static _ => new double[Rounds]).ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            for (var mode = 0; mode < modes.Length; mode++)
            {
                times[mode][round] = Read(stores[mode], keys);
            }
        }

        for (var mode = 0; mode < modes.Length; mode++)
        {
            Array.Sort(times[mode]);
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{modes[mode]}: {times[mode][Rounds / 2]:F0} ns a read ({times[mode][Rounds / 2] / times[0][Rounds / 2]:F2} x)"));
            stores[mode].Dispose();
        }

        return 0;
    }

    private static unsafe FasterKV<SubjectKey, SpanByte> Fill(ConcurrencyControlMode mode, SubjectKey[] keys)
    {
        var store = new FasterKV<SubjectKey, SpanByte>(new FasterKVSettings<SubjectKey, SpanByte>
        {
            IndexSize = 64 << 20,
            ConcurrencyControlMode = mode,
            LogDevice = new NullDevice(),
            MemorySize = 1 << 28,
            EqualityComparer = default(SubjectKeyComparer),
            ValueLength = default(SpanByteVarLenStruct),
        });
        using var session = store.For(default(RecordFunctions)).NewSession<RecordFunctions>();
        var record = stackalloc byte[80];
        var value = SpanByte.FromPointer(record, 80);
        foreach (var wanted in keys)
        {
            var key = wanted;
            session.Upsert(ref key, ref value);
        }

        return store;
    }

    private static double Read(FasterKV<SubjectKey, SpanByte> store, SubjectKey[] keys)
    {
        using var session = store.For(default(RecordFunctions)).NewSession<RecordFunctions>();
        var started = ThreadClock.Nanoseconds;
        ulong sum = 0;
        foreach (var wanted in keys)
        {
            var key = wanted;
            byte input = 0;
            var output = default(RecordSpan);
            session.Read(ref key, ref input, ref output);
            sum += output.Revision;
        }

        GC.KeepAlive(sum);
        return (ThreadClock.Nanoseconds - started) / keys.Length;
    }
}
