<?php
// Answers with the form as PHP read it: $_POST, and $_FILES rearranged so that each file is one value. Symfony's
// FileBag hands files to Laravel in this arrangement.

function turned($name, $type, $tmp, $error, $size)
{
    if (!is_array($name)) {
        $hash = $error === 0 ? hash_file('sha256', $tmp) : null;
        return ['name' => $name, 'type' => $type, 'error' => $error, 'size' => $size, 'sha256' => $hash];
    }
    $files = [];
    foreach ($name as $key => $one) {
        $files[$key] = turned($one, $type[$key], $tmp[$key], $error[$key], $size[$key]);
    }
    return $files;
}

$files = [];
foreach ($_FILES as $key => $file) {
    $files[$key] = turned($file['name'], $file['type'], $file['tmp_name'], $file['error'], $file['size']);
}
header('Content-Type: application/json');
echo json_encode(
    ['version' => PHP_VERSION, 'post' => $_POST, 'files' => $files],
    JSON_FORCE_OBJECT | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES | JSON_THROW_ON_ERROR
);
