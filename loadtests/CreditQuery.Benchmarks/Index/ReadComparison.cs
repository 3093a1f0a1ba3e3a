using CreditQuery.Index;
using CreditQuery.Index.Store;
using CreditQuery.Rules.Checks;
using CreditQuery.Rules.Subjects;
using Session = FASTER.core.ClientSession<CreditQuery.Rules.Subjects.SubjectKey, FASTER.core.SpanByte, byte, CreditQuery.Index.Store.RecordSpan, FASTER.core.Empty, CreditQuery.Index.Store.RecordFunctions>;

namespace CreditQuery.Benchmarks.Index;

/// <summary>FASTER's own read beside our check, over the same subjects in the same random order, in turns.</summary>
internal sealed class ReadComparison
{
    private const int Rounds = 5;

    private readonly CreditIndex _index;
    private readonly CheckPlan _plan;
    private readonly CheckAnswer _answer = new();

    public ReadComparison(CreditIndex index, CheckPlan plan) => (_index, _plan) = (index, plan);

    /// <summary>Measures one kind of read.</summary>
    /// <param name="numbers">Numbers of the subjects asked about.</param>
    /// <returns>Nanoseconds of processor time per FASTER read, per check, per check of a run of sixteen; medians of five rounds.</returns>
    public (double Faster, double Check, double Run) Measure(int[] numbers)
    {
        var codes = new char[numbers.Length * InventedCodes.Length];
        var keys = new SubjectKey[numbers.Length];
        for (var i = 0; i < numbers.Length; i++)
        {
            var code = codes.AsSpan(i * InventedCodes.Length, InventedCodes.Length);
            InventedCodes.Write(numbers[i], code);
            PackedIdentifier.TryPack(IdentifierType.Uscc, code, out var packed);
            keys[i] = _index.Cipher.Seal(packed);
        }

        double[] faster = new double[Rounds], check = new double[Rounds], run = new double[Rounds];
        using var session = _index.Store.NewSession();
        for (var round = -1; round < Rounds; round++)
        {
            var times = (ReadByFaster(session, keys), CheckOneByOne(codes), CheckInRuns(codes));
            if (round >= 0)
            {
                (faster[round], check[round], run[round]) = times;
            }
        }

        return (Median(faster), Median(check), Median(run));
    }

    private static double ReadByFaster(Session session, SubjectKey[] keys)
    {
        var started = ThreadClock.Nanoseconds;
        ulong sum = 0;
        foreach (var wanted in keys)
        {
            var key = wanted;
            byte input = 0;
            var output = default(RecordSpan);
            if (session.Read(ref key, ref input, ref output).Found)
            {
                sum += output.Revision;
            }
        }

        GC.KeepAlive(sum);
        return (ThreadClock.Nanoseconds - started) / keys.Length;
    }

    private double CheckOneByOne(char[] codes)
    {
        var context = Context();
        using var reader = _index.RentReader();
        var started = ThreadClock.Nanoseconds;
        var count = codes.Length / InventedCodes.Length;
        for (var i = 0; i < count; i++)
        {
            Expect(reader.TryCheck(context, SubjectAt(codes, i), _answer, out _));
        }

        return (ThreadClock.Nanoseconds - started) / count;
    }

    // As a batch does it: sixteen subjects are prepared, fetched and checked together.
    private double CheckInRuns(char[] codes)
    {
        const int RunLength = 16;
        var context = Context();
        var prepared = new PreparedSubject[RunLength];
        using var reader = _index.RentReader();
        var started = ThreadClock.Nanoseconds;
        var count = codes.Length / InventedCodes.Length;
        for (var first = 0; first < count; first += RunLength)
        {
            reader.BeginRun();
            var length = Math.Min(RunLength, count - first);
            for (var i = 0; i < length; i++)
            {
                _index.Prepare(SubjectAt(codes, first + i), ref prepared[i]);
            }

            for (var i = 0; i < length; i++)
            {
                reader.Fetch(prepared[i]);
            }

            for (var i = 0; i < length; i++)
            {
                Expect(reader.TryCheck(context, SubjectAt(codes, first + i), prepared[i], _answer, out _));
            }

            reader.EndRun();
        }

        return (ThreadClock.Nanoseconds - started) / count;
    }

    private CheckContext Context()
    {
        var snapshot = _index.Current;
        return new CheckContext(snapshot, _plan, snapshot.CatalogueAt(_plan.Today)!.Coverage.Of(_plan, snapshot.RecordedAt));
    }

    private static SubjectInput SubjectAt(char[] codes, int i) =>
        new() { Type = IdentifierType.Uscc, Value = codes.AsSpan(i * InventedCodes.Length, InventedCodes.Length) };

    private static void Expect(bool isPinned)
    {
        if (!isPinned)
        {
            throw new InvalidOperationException("A record is newer than the snapshot.");
        }
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
