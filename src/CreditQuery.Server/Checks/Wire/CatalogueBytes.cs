using CreditQuery.Rules.Catalogues;
using AppliedMeasure = CreditQuery.Protos.V1.AppliedMeasure;
using MeasureKind = CreditQuery.Protos.V1.MeasureKind;

namespace CreditQuery.Server.Checks.Wire;

/// <summary>What a catalogue contributes to answers, as bytes: made once, copied into each answer.</summary>
/// <remarks>Immutable, thread-safe.</remarks>
internal sealed class CatalogueBytes
{
    private static volatile CatalogueBytes? _latest;

    private readonly Catalogue _catalogue;
    private readonly MeasureBytes[] _measures;
    private readonly byte[][] _listTypes;

    private CatalogueBytes(Catalogue catalogue)
    {
        _catalogue = catalogue;
        _measures = [.. catalogue.Measures.Select(Make)];
        _listTypes = [.. catalogue.ListTypes.Select(static listType => Bytes(new AppliedMeasure { ListType = listType.Code }))];
    }

    /// <summary>Gives the bytes of a catalogue; those of the catalogue asked for last are kept.</summary>
    public static CatalogueBytes Of(Catalogue catalogue)
    {
        var latest = _latest;
        return ReferenceEquals(latest?._catalogue, catalogue) ? latest! : _latest = new CatalogueBytes(catalogue);
    }

    /// <summary>Bytes of a measure by its index.</summary>
    public ref readonly MeasureBytes this[int measure] => ref _measures[measure];

    /// <summary>The field list_type of an applied measure, by index.</summary>
    public ReadOnlySpan<byte> ListType(int listType) => _listTypes[listType];

    private static MeasureBytes Make(MeasureDefinition definition)
    {
        var parameters = new AppliedMeasure();
        foreach (var (name, value) in definition.Parameters)
        {
            parameters.Params.Add(name, value);
        }

        var bases = new AppliedMeasure();
        MeasureMapper.AddBases(definition.LegalBases, bases.LegalBasis);
        return new MeasureBytes(
            Bytes(new AppliedMeasure { Code = definition.Code }),
            Bytes(new AppliedMeasure { NameZh = definition.NameZh, Kind = (MeasureKind)definition.Kind }),
            Bytes(parameters),
            Bytes(bases));
    }

    private static byte[] Bytes(AppliedMeasure part) => Google.Protobuf.MessageExtensions.ToByteArray(part);
}
