-- Genode's own kernel files, with the words for the hypervisor.
{ Type = { bender : Text, hypervisor : Text, arguments : List Text }
, default.arguments = [ "iommu_intel", "iommu_amd", "serial" ]
}
