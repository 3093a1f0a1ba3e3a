using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Grpc.Reflection;

/// <summary>Finds the file of every symbol that the services of a server use.</summary>
internal sealed class SymbolTable
{
    private readonly Dictionary<string, FileDescriptor> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptor> _bySymbol = new(StringComparer.Ordinal);

    public SymbolTable(IEnumerable<ServiceDescriptor> services)
    {
        ServiceNames = [.. services.Select(static service => service.FullName).Distinct().Order(StringComparer.Ordinal)];
        foreach (var service in services)
        {
            AddFile(service.File);
        }
    }

    /// <summary>Full names, in order.</summary>
    public IReadOnlyList<string> ServiceNames { get; }

    /// <summary>The file of a name; null when it is not known.</summary>
    public FileDescriptor? File(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The file that declares a symbol; null when it is not known.</summary>
    public FileDescriptor? FileOf(string symbol) => _bySymbol.GetValueOrDefault(symbol);

    /// <summary>A file with all it imports, serialised, imports first.</summary>
    public static IEnumerable<ByteString> WithImports(FileDescriptor file)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var ordered = new List<FileDescriptor>();
        Visit(file);
        return ordered.Select(static one => one.SerializedData);

        void Visit(FileDescriptor one)
        {
            if (seen.Add(one.Name))
            {
                foreach (var import in one.Dependencies)
                {
                    Visit(import);
                }

                ordered.Add(one);
            }
        }
    }

    private void AddFile(FileDescriptor file)
    {
        if (!_byName.TryAdd(file.Name, file))
        {
            return;
        }

        foreach (var import in file.Dependencies)
        {
            AddFile(import);
        }

        foreach (var service in file.Services)
        {
            _bySymbol[service.FullName] = file;
            foreach (var method in service.Methods)
            {
                _bySymbol[method.FullName] = file;
            }
        }

        AddTypes(file, file.MessageTypes, file.EnumTypes);
        AddFields(file, file.Extensions.UnorderedExtensions);
    }

    private void AddTypes(FileDescriptor file, IList<MessageDescriptor> messages, IList<EnumDescriptor> enums)
    {
        foreach (var message in messages)
        {
            _bySymbol[message.FullName] = file;
            AddFields(file, message.Fields.InDeclarationOrder());
            foreach (var oneof in message.Oneofs)
            {
                _bySymbol[oneof.FullName] = file;
            }

            AddTypes(file, message.NestedTypes, message.EnumTypes);
        }

        foreach (var type in enums)
        {
            _bySymbol[type.FullName] = file;
            foreach (var value in type.Values)
            {
                _bySymbol[value.FullName] = file;
            }
        }
    }

    private void AddFields(FileDescriptor file, IEnumerable<FieldDescriptor> fields)
    {
        foreach (var field in fields)
        {
            _bySymbol[field.FullName] = file;
        }
    }
}
