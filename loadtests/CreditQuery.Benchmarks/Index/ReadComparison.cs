using System.Diagnostics;
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
    /// <returns>Nanoseconds per FASTER read, per check, per check of a run that holds the epoch; medians of five rounds.</returns>
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
            var times = (ReadByFaster(session, keys), Check(codes, hold: false), Check(codes, hold: true));
            if (round >= 0)
            {
                (faster[round], check[round], run[round]) = times;
            }
        }

        return (Median(faster), Median(check), Median(run));
    }

    private static double ReadByFaster(Session session, SubjectKey[] keys)
    {
        var watch = Stopwatch.StartNew();
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
        return watch.Elapsed.TotalNanoseconds / keys.Length;
    }

    private double Check(char[] codes, bool hold)
    {
        const int RunLength = 256;
        var snapshot = _index.Current;
        var context = new CheckContext(snapshot, _plan, snapshot.CatalogueAt(_plan.Today)!.Coverage.Of(_plan, snapshot.RecordedAt));
        using var reader = _index.RentReader();
        var watch = Stopwatch.StartNew();
        var count = codes.Length / InventedCodes.Length;
        for (var i = 0; i < count; i++)
        {
            if (hold && i % RunLength == 0)
            {
                if (i > 0)
                {
                    reader.EndRun();
                }

                reader.BeginRun();
            }

            var subject = new SubjectInput { Type = IdentifierType.Uscc, Value = codes.AsSpan(i * InventedCodes.Length, InventedCodes.Length) };
            if (!reader.TryCheck(context, subject, _answer, out _))
            {
                throw new InvalidOperationException("A record is newer than the snapshot.");
            }
        }

        return watch.Elapsed.TotalNanoseconds / count;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
