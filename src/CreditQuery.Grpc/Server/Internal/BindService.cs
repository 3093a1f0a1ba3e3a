using System.Reflection;
using Grpc.Core;

namespace Grpc.Server;

/// <summary>Finds and calls the generated method that binds a service.</summary>
internal static class BindService
{
    /// <exception cref="InvalidOperationException">The type does not derive from a generated service base class.</exception>
    public static void Invoke(Type serviceType, ServiceBinderBase binder)
    {
        var (binding, baseType) = Find(serviceType);
        var method = binding?.BindType.GetMethod(
            binding.BindMethodName,
            BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic,
            [typeof(ServiceBinderBase), baseType!]);
        if (method is null)
        {
            throw new InvalidOperationException($"Cannot locate BindService(ServiceBinderBase, {serviceType.Name}) method for " +
                $"the current service type: {serviceType.FullName}.");
        }

        method.Invoke(null, [binder, null]);
    }

    /// <summary>The generated class around a service base class; null when there is none.</summary>
    public static Type? GeneratedType(Type serviceType) => Find(serviceType).Binding?.BindType;

    private static (BindServiceMethodAttribute? Binding, Type? BaseType) Find(Type serviceType)
    {
        for (var type = serviceType; type is not null; type = type.BaseType)
        {
            if (type.GetCustomAttribute<BindServiceMethodAttribute>(inherit: false) is { } binding)
            {
                return (binding, type);
            }
        }

        return default;
    }
}
