-- A package: the name of one in the system's `packages`, or its folder.
let Package = < Name : Text | Folder : { folder : Text } >

in  { Type = Package
    , name = Package.Name
    , folder = λ(path : Text) → Package.Folder { folder = path }
    }
