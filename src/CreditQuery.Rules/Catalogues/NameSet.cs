namespace CreditQuery.Rules.Catalogues;

/// <summary>A set of names with positions from 1.</summary>
internal sealed class NameSet
{
    /// <summary>Position that stands for a name the question leaves out.</summary>
    public const int LeftOut = -1;

    private readonly string[] _names;
    private readonly Dictionary<string, int> _positions = new(StringComparer.Ordinal);

    public NameSet(IEnumerable<string> names)
    {
        _names = [.. names.Distinct(StringComparer.Ordinal)];
        for (var index = 0; index < _names.Length; index++)
        {
            _positions.Add(_names[index], index + 1);
        }
    }

    /// <summary>The position of a name; 0 if it is none of them, or empty.</summary>
    public int IndexOf(string? name) => string.IsNullOrEmpty(name) ? 0 : _positions.GetValueOrDefault(name);

    /// <summary>The name at a position; null if the position stands for none.</summary>
    public string? At(int position) => position <= 0 ? null : _names[position - 1];
}
