using CreditQuery.Protos.Log.V1;
using CreditQuery.Protos.V1;
using Google.Protobuf.Reflection;

namespace CreditQuery.UnitTests.Contracts;

/// <summary>The contract of the last release against that of today: additions only, clients of the release go on working.</summary>
/// <remarks>A release adds a file to <c>released/</c>; see docs/operations.md.</remarks>
public sealed class ReleasedContractTests
{
    private static readonly FileDescriptor[] Current =
    [
        SubjectReflection.Descriptor, CheckReflection.Descriptor, RegistryReflection.Descriptor, CatalogueReflection.Descriptor,
        WatchReflection.Descriptor, ReplicationReflection.Descriptor, ChangeSetReflection.Descriptor,
    ];

    public static TheoryData<string> Releases => [.. Directory.GetFiles(Folder(), "*.binpb").Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Releases))]
    public void Contract_OfARelease_IsStillThere(string release)
    {
        var broken = new List<string>();
        foreach (var file in Read(release).File.Where(file => file.Package.StartsWith("creditquery.", StringComparison.Ordinal)))
        {
            var today = Current.SingleOrDefault(candidate => candidate.Name == file.Name)?.ToProto();
            if (today is null)
            {
                broken.Add($"file {file.Name}");
                continue;
            }

            Compare(file.Package, file.MessageType, today.MessageType, broken);
            CompareEnums(file.Package, file.EnumType, today.EnumType, broken);
            CompareServices(file, today, broken);
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Contract_Comparison_SeesARemovedField()
    {
        var released = Read("0.1.binpb").File.Single(file => file.Name.EndsWith("check.proto", StringComparison.Ordinal));
        var today = released.Clone();
        var message = today.MessageType.Single(candidate => candidate.Name == "Freshness");
        message.Field.RemoveAt(0);
        message.Field[0].Number = 99;
        var broken = new List<string>();

        Compare(released.Package, released.MessageType, today.MessageType, broken);

        Assert.Equal(2, broken.Count);
    }

    private static FileDescriptorSet Read(string release) => FileDescriptorSet.Parser.ParseFrom(File.ReadAllBytes(Path.Combine(Folder(), release)));

    private static string Folder() => Path.Combine(AppContext.BaseDirectory, "Contract", "released");

    private static void Compare(string scope, IEnumerable<DescriptorProto> released, IEnumerable<DescriptorProto> today, List<string> broken)
    {
        foreach (var message in released)
        {
            var name = $"{scope}.{message.Name}";
            if (today.SingleOrDefault(candidate => candidate.Name == message.Name) is not { } now)
            {
                broken.Add($"message {name}");
                continue;
            }

            foreach (var field in message.Field)
            {
                // Everything that a caller's generated code depends on; JSON names follow from the names, no field sets its own.
                var same = now.Field.SingleOrDefault(candidate => candidate.Number == field.Number) is { } found
                    && found.Name == field.Name && found.Type == field.Type && found.Label == field.Label && found.TypeName == field.TypeName
                    && OneofOf(now, found) == OneofOf(message, field);
                if (!same)
                {
                    broken.Add($"field {name}.{field.Name} = {field.Number}");
                }
            }

            Compare(name, message.NestedType, now.NestedType, broken);
            CompareEnums(name, message.EnumType, now.EnumType, broken);
        }
    }

    private static string OneofOf(DescriptorProto message, FieldDescriptorProto field) => field.HasOneofIndex ? message.OneofDecl[field.OneofIndex].Name : "";

    private static void CompareEnums(string scope, IEnumerable<EnumDescriptorProto> released, IEnumerable<EnumDescriptorProto> today, List<string> broken)
    {
        foreach (var type in released)
        {
            var now = today.SingleOrDefault(candidate => candidate.Name == type.Name);
            broken.AddRange(type.Value
                .Where(value => now?.Value.Any(candidate => candidate.Name == value.Name && candidate.Number == value.Number) != true)
                .Select(value => $"enum value {scope}.{type.Name}.{value.Name} = {value.Number}"));
        }
    }

    private static void CompareServices(FileDescriptorProto released, FileDescriptorProto today, List<string> broken)
    {
        foreach (var service in released.Service)
        {
            var now = today.Service.SingleOrDefault(candidate => candidate.Name == service.Name);
            broken.AddRange(service.Method
                .Where(method => now?.Method.Any(candidate => candidate.Name == method.Name && candidate.InputType == method.InputType
                    && candidate.OutputType == method.OutputType && candidate.ClientStreaming == method.ClientStreaming
                    && candidate.ServerStreaming == method.ServerStreaming) != true)
                .Select(method => $"rpc {released.Package}.{service.Name}.{method.Name}"));
        }
    }
}
