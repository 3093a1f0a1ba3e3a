using System.Diagnostics;
using System.Text;
using CreditQuery.Cli.Sample;
using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using CreditQuery.Server.Telemetry;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;

namespace CreditQuery.FunctionalTests.Node;

/// <summary>Plants citizen numbers everywhere a caller can write and looks for them everywhere the node writes.</summary>
public sealed class PrivacyTests
{
    private const string Name = "样例人物";

    // A number of its own for every place, so that a finding says where it came from.
    private int _next = 100_000;
    private readonly List<string> _planted = [];
    private readonly StringBuilder _outputs = new();
    private readonly StringBuilder _spans = new();

    // Everything that tells of a node at work is on; nobody listens at the address.
    private static readonly (string, string)[] AllTelemetry =
        [("Telemetry:PrometheusEndpoint", "127.0.0.1:0"), ("Telemetry:OtlpEndpoint", "http://127.0.0.1:9"), ("Telemetry:TraceRatio", "1")];

    [Fact]
    public async Task Numbers_InEveryFieldOfEveryChange_AreNowhereAtRest()
    {
        using var folder = new NodeFolder();
        using var spans = Spans();
        await using var node = await NodeHost.StartAsync(folder, AllTelemetry);
        foreach (var change in EveryChange())
        {
            foreach (var path in StringPaths(Change.Descriptor, depth: 0).Where(path => path[0].FieldNumber == (int)change.ChangeCase))
            {
                var planted = change.Clone();
                Plant(planted, path);
                await TryAsync(() => ApplyAsync(node, planted));
            }
        }

        await PlantInCallsAsync(node);
        _outputs.Append(await Telemetry.MetricsPageTests.PageAsync(node));
        await node.StopAsync();

        AssertNowhere(folder, node.Log);
    }

    [Fact]
    public async Task Numbers_OfSubjects_AreNowhereAtRest()
    {
        using var folder = new NodeFolder();
        await using var node = await NodeHost.StartAsync(folder);
        var person = NextNumber();
        await node.ApplyAsync(Samples.Describe(person, Name), Samples.Order(person), Samples.DescribeUnit());
        await node.ApplyAsync(new Change
        {
            LinkPerson = new LinkPerson { Unit = Samples.UnitSubject(), Person = Samples.PersonSubject(person, Name), Role = Role.LegalRep },
        });
        var answer = await node.CheckAsync(Samples.AirCheck(person));
        _outputs.Append(answer);
        await node.StopAsync();

        AssertNowhere(folder, node.Log);
        var bytes = Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories).SelectMany(File.ReadAllBytes).ToArray();
        Assert.True(bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(Name)) < 0, "A person's name is at rest.");
    }

    [Fact]
    public async Task Numbers_InMalformedEvent_AreNotTold()
    {
        using var folder = new NodeFolder();
        await using var node = await NodeHost.StartAsync(folder);
        var number = NextNumber();
        var set = new ChangeSet();
        set.Changes.Add(new Change { PutSubject = new PutSubject { Subject = new Subject { Value = number } } });
        var parts = node.Services.GetRequiredService<Server.Hosting.Node>().Require();

        // Only a writer inside the trust boundary can do this; the node still must not spread it.
        await parts.Log.AppendAsync(set.ToByteArray().AsMemory()[..^1], CreditQuery.Log.ChangeId.New(node.Clock), "test", TestContext.Current.CancellationToken);
        await node.ApplyAsync(Samples.Order());
        _outputs.Append(await node.Registry.ListQuarantineAsync(new ListQuarantineRequest(), NodeHost.Call()));
        await node.StopAsync();

        Assert.DoesNotContain(node.Log.Lines, line => line.Contains(number, StringComparison.Ordinal));
        Assert.DoesNotContain(number, _outputs.ToString(), StringComparison.Ordinal);
    }

    private async Task PlantInCallsAsync(NodeHost node)
    {
        var headers = new Metadata { { "x-caller", NextNumber() }, { "user-agent", NextNumber() }, { "tracestate", "who=" + NextNumber() }, { "baggage", "who=" + NextNumber() } };
        var options = NodeHost.Call().WithHeaders(headers);
        await TryAsync(async () => _outputs.Append(await node.Checks.CheckSubjectAsync(Samples.AirCheck(NextNumber()), options)));
        await TryAsync(() => ApplyAsync(node, Samples.Order(), author: NextNumber()));
        await TryAsync(async () => _outputs.Append(await node.Registry.ListQuarantineAsync(new ListQuarantineRequest { PageToken = NextNumber() }, options)));
        await TryAsync(async () => _outputs.Append(await node.Catalogues.GetCatalogueAsync(new GetCatalogueRequest { Version = NextNumber() }, options)));
        foreach (var path in StringPaths(CheckSubjectRequest.Descriptor, depth: 0))
        {
            var request = Samples.LicenseCheck();
            Plant(request, path);
            if (path[^1].Name is not ("request_id" or "role"))
            {
                // The caller's own id and role come back to the caller; they are written nowhere.
                await TryAsync(async () => _outputs.Append(await node.Checks.CheckSubjectAsync(request, options)));
            }
        }
    }

    // Every span of the process; those of other tests hold nothing either.
    private ActivityListener Spans()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == CallTraces.SourceName,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                lock (_spans)
                {
                    _spans.Append(span.DisplayName).Append(span.TraceStateString).Append(span.StatusDescription).AppendJoin(' ', span.TagObjects).AppendJoin(' ', span.Events.Select(static one => one.Name)).AppendLine();
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static async Task ApplyAsync(NodeHost node, Change change, string author = "test")
    {
        var request = new ApplyChangesRequest { ChangeId = CreditQuery.Log.ChangeId.New(node.Clock).ToString(), Author = author };
        request.Changes.Add(change);
        await node.Registry.ApplyChangesAsync(request, NodeHost.Call());
    }

    private async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException failure)
        {
            Assert.NotEqual(StatusCode.Internal, failure.StatusCode);
            _outputs.Append(Failures.TextOf(failure));
        }
    }

    private string NextNumber()
    {
        var number = SampleIdentifiers.CitizenId(_next++);
        _planted.Add(number);
        return number;
    }

    private void AssertNowhere(NodeFolder folder, LogRecorder log)
    {
        var lines = string.Join('\n', log.Lines);
        var outputs = _outputs.ToString();
        var spans = _spans.ToString();
        var files = Directory.EnumerateFiles(folder.Root, "*", SearchOption.AllDirectories).Select(file => (file, Bytes: File.ReadAllBytes(file))).ToList();
        Assert.NotEmpty(files);
        foreach (var number in _planted)
        {
            Assert.False(lines.Contains(number, StringComparison.Ordinal), $"{number} is in the log.");
            Assert.False(outputs.Contains(number, StringComparison.Ordinal), $"{number} is in an answer, error or metric.");
            Assert.False(spans.Contains(number, StringComparison.Ordinal), $"{number} is in a span.");
            Assert.All(files, file => Assert.True(file.Bytes.AsSpan().IndexOf(Encoding.ASCII.GetBytes(number)) < 0, $"{number} is in {file.file}."));
        }
    }

    /// <summary>One valid change of every kind, so that each planted field is the only thing wrong.</summary>
    private static IEnumerable<Change> EveryChange() =>
        Change.Descriptor.Oneofs[0].Fields.Select(field =>
        {
            var change = new Change();
            field.Accessor.SetValue(change, field.Name == "put_entry" ? Samples.Order().PutEntry : Filled(field.MessageType));
            return change;
        });

    private static IMessage Filled(MessageDescriptor type)
    {
        var message = type.Parser.ParseFrom(ByteString.Empty);
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.FieldType == FieldType.Message && !field.IsRepeated && !field.IsMap)
            {
                var value = field.MessageType == Subject.Descriptor ? Samples.PersonSubject()
                    : field.MessageType == EntryRef.Descriptor ? Samples.Order().PutEntry.Entry
                    : field.MessageType == PutEntry.Descriptor ? Samples.Order().PutEntry
                    : Filled(field.MessageType);
                field.Accessor.SetValue(message, value);
            }
        }

        return message;
    }

    /// <summary>Every way to a string or bytes field, subjects' values left out: those are sealed.</summary>
    private static IEnumerable<FieldDescriptor[]> StringPaths(MessageDescriptor type, int depth)
    {
        const int Deepest = 4;
        foreach (var field in type.Fields.InDeclarationOrder())
        {
            if (field.FieldType == FieldType.String && !field.IsMap && !(type == Subject.Descriptor && field.Name == "value"))
            {
                yield return [field];
            }
            else if (field.FieldType == FieldType.Message && !field.IsMap && !field.IsRepeated && depth < Deepest)
            {
                foreach (var rest in StringPaths(field.MessageType, depth + 1))
                {
                    yield return [field, .. rest];
                }
            }
        }
    }

    private void Plant(IMessage message, FieldDescriptor[] path)
    {
        foreach (var field in path[..^1])
        {
            if (field.Accessor.GetValue(message) is not IMessage inner)
            {
                inner = field.MessageType.Parser.ParseFrom(ByteString.Empty);
                field.Accessor.SetValue(message, inner);
            }

            message = inner;
        }

        var number = NextNumber();
        if (path[^1].Accessor.GetValue(message) is System.Collections.IList list)
        {
            list.Add(number);
        }
        else
        {
            path[^1].Accessor.SetValue(message, number);
        }
    }
}
