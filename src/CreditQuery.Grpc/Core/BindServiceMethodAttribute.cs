using System.Diagnostics.CodeAnalysis;

namespace Grpc.Core;

/// <summary>Says which static method binds a generated service base class.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false, Inherited = true)]
public class BindServiceMethodAttribute : Attribute
{
    private const DynamicallyAccessedMemberTypes Binders =
        DynamicallyAccessedMemberTypes.PublicMethods | DynamicallyAccessedMemberTypes.NonPublicMethods;

    /// <summary>Names the method.</summary>
    public BindServiceMethodAttribute([DynamicallyAccessedMembers(Binders)] Type bindType, string bindMethodName)
    {
        BindType = bindType;
        BindMethodName = bindMethodName;
    }

    /// <summary>Type that holds the method.</summary>
    [DynamicallyAccessedMembers(Binders)]
    public Type BindType { get; }

    /// <summary>Name of the method: static, taking a ServiceBinderBase and the service base class.</summary>
    public string BindMethodName { get; }
}
