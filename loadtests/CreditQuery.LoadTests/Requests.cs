using CreditQuery.Protos.V1;

namespace CreditQuery.LoadTests;

/// <summary>The requests of a run.</summary>
internal static class Requests
{
    public static CheckSubjectRequest Common(LoadOptions options) => new()
    {
        Scenario = options.Scenario,
        Region = options.Region,
        Purpose = "load test",
        OperatorId = "load",
        WorkItemNo = "LOAD-1",
    };

    public static CheckSubjectRequest Check(LoadOptions options, int number)
    {
        var request = Common(options);
        request.Subject = Subject(options, number);
        return request;
    }

    public static CheckSubjectRequest Item(LoadOptions options, int number) => new() { Subject = Subject(options, number) };

    public static BatchCheckSubjectsRequest Batch(LoadOptions options, int first, int size)
    {
        var batch = new BatchCheckSubjectsRequest { Common = Common(options) };
        for (var i = 0; i < size; i++)
        {
            batch.Items.Add(new BatchItem { Subject = Subject(options, first + i) });
        }

        return batch;
    }

    // A stride that is prime to the pool's usual sizes, so that neighbours in time are not neighbours in the index.
    private static Subject Subject(LoadOptions options, int number) =>
        new() { Value = options.Subjects[(int)((uint)number * 7919L % options.Subjects.Count)] };
}
