using System.Globalization;
using CreditQuery.Protos.V1;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace CreditQuery.Cli.Commands;

/// <summary>Items on the command line: <c>KIND:field=value,field=value</c>, with the names of the contract.</summary>
/// <remarks>KIND is a field of the oneof <c>item</c> of the request (approval, tender, loan…) or of a consumption item (air, rail, hotel…).
/// Read from the descriptors, so a new item of the contract needs nothing here.</remarks>
internal static class ItemText
{
    private static readonly OneofDescriptor Items = CheckSubjectRequest.Descriptor.FindFieldByName("approval").ContainingOneof;
    private static readonly OneofDescriptor Consumption = ConsumptionItem.Descriptor.Oneofs[0];

    /// <summary>Kinds with their fields, for help.</summary>
    public static IEnumerable<string> Kinds => Items.Fields.Where(f => f.Name != "consumption").Concat(Consumption.Fields)
        .Select(f => $"{f.Name}:{string.Join(',', f.MessageType.Fields.InDeclarationOrder().Select(p => p.IsMap ? "name=…" : p.Name + "="))}");

    /// <summary>Sets the item of a request.</summary>
    /// <exception cref="CommandFailure">Unknown kind or field, or a value that does not fit.</exception>
    public static void Set(CheckSubjectRequest request, string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var kind = colon < 0 ? text : text[..colon];
        var fields = colon < 0 ? "" : text[(colon + 1)..];
        if (Find(Consumption, kind) is { } inner)
        {
            request.Consumption ??= new ConsumptionItem();
            Fill(request.Consumption, inner, fields);
            return;
        }

        if (Find(Items, kind) is not { } outer || outer.Name == "consumption")
        {
            throw new CommandFailure(ExitCodes.Usage, $"There is no item '{kind}'.", "Items: " + string.Join("  ", Kinds));
        }

        Fill(request, outer, fields);
    }

    private static FieldDescriptor? Find(OneofDescriptor oneof, string name) => oneof.Fields.FirstOrDefault(f => f.Name == name);

    private static void Fill(IMessage owner, FieldDescriptor field, string text)
    {
        var item = owner.Descriptor.FindFieldByNumber(field.FieldNumber).Accessor.GetValue(owner) as IMessage
            ?? field.MessageType.Parser.ParseFrom(ByteString.Empty);
        foreach (var pair in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var equals = pair.IndexOf('=', StringComparison.Ordinal);
            SetField(item, equals < 0 ? pair : pair[..equals], equals < 0 ? "true" : pair[(equals + 1)..]);
        }

        field.Accessor.SetValue(owner, item);
    }

    private static void SetField(IMessage item, string name, string value)
    {
        if (item is OtherItem other && name != "code")
        {
            other.Params[name] = value;
            return;
        }

        if (item.Descriptor.FindFieldByName(name) is not { } field)
        {
            var known = string.Join(", ", item.Descriptor.Fields.InDeclarationOrder().Select(f => f.Name));
            throw new CommandFailure(ExitCodes.Usage, $"The item has no field '{name}'.", $"Fields: {known}");
        }

        field.Accessor.SetValue(item, Convert(field, value));
    }

    private static object Convert(FieldDescriptor field, string value)
    {
        switch (field.FieldType)
        {
            case FieldType.Bool when bool.TryParse(value, out var flag):
                return flag;
            case FieldType.Int32 when int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number):
                return number;
            case FieldType.String:
                return value;
            default:
                throw new CommandFailure(ExitCodes.Usage, $"'{value}' is no value for {field.Name}.", field.FieldType == FieldType.Bool ? "Write true or false." : "Write a whole number.");
        }
    }
}
