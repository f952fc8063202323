// What runs each operation of the S3 API. Each answers its request, at once or later; what is
// wrong with it is answered with S3's error.
//
// Loop thread.
#pragma once

#include "emulator/services/s3/protocol/request.h"

namespace brume::emulator::aws::s3 {

// buckets.cpp
void list_buckets(const RequestPtr& request);
void create_bucket(const RequestPtr& request);
void head_bucket(const RequestPtr& request);
void delete_bucket(const RequestPtr& request);
void get_bucket_location(const RequestPtr& request);

// bucket_settings.cpp
void get_bucket_versioning(const RequestPtr& request);
void put_bucket_versioning(const RequestPtr& request);
void get_bucket_tagging(const RequestPtr& request);
void put_bucket_tagging(const RequestPtr& request);
void delete_bucket_tagging(const RequestPtr& request);

// bucket_cors.cpp
void get_bucket_cors(const RequestPtr& request);
void put_bucket_cors(const RequestPtr& request);
void delete_bucket_cors(const RequestPtr& request);
void answer_preflight(const RequestPtr& request);

// bucket_lifecycle.cpp
void get_bucket_lifecycle(const RequestPtr& request);
void put_bucket_lifecycle(const RequestPtr& request);
void delete_bucket_lifecycle(const RequestPtr& request);

// bucket_notification.cpp
void get_bucket_notification(const RequestPtr& request);
void put_bucket_notification(const RequestPtr& request);

// bucket_documents.cpp: kept and answered, without effect
void get_bucket_policy(const RequestPtr& request);
void put_bucket_policy(const RequestPtr& request);
void delete_bucket_policy(const RequestPtr& request);
void get_bucket_encryption(const RequestPtr& request);
void put_bucket_encryption(const RequestPtr& request);
void delete_bucket_encryption(const RequestPtr& request);
void get_public_access_block(const RequestPtr& request);
void put_public_access_block(const RequestPtr& request);
void delete_public_access_block(const RequestPtr& request);
void get_ownership_controls(const RequestPtr& request);
void put_ownership_controls(const RequestPtr& request);
void delete_ownership_controls(const RequestPtr& request);

// acl.cpp: likewise
void get_bucket_acl(const RequestPtr& request);
void put_bucket_acl(const RequestPtr& request);
void get_object_acl(const RequestPtr& request);
void put_object_acl(const RequestPtr& request);

// put_object.cpp
void put_object(const RequestPtr& request);

// post_object.cpp
void post_object(const RequestPtr& request);

// copy_object.cpp
void copy_object(const RequestPtr& request);

// get_object.cpp
void get_object(const RequestPtr& request);
void head_object(const RequestPtr& request);

// object_attributes.cpp
void get_object_attributes(const RequestPtr& request);

// delete_objects.cpp
void delete_object(const RequestPtr& request);
void delete_objects(const RequestPtr& request);

// object_tagging.cpp
void get_object_tagging(const RequestPtr& request);
void put_object_tagging(const RequestPtr& request);
void delete_object_tagging(const RequestPtr& request);

// list_objects.cpp
void list_objects(const RequestPtr& request);
void list_objects_v2(const RequestPtr& request);

// list_versions.cpp
void list_object_versions(const RequestPtr& request);

// multipart_uploads.cpp
void create_multipart_upload(const RequestPtr& request);
void abort_multipart_upload(const RequestPtr& request);
void list_multipart_uploads(const RequestPtr& request);

// complete_upload.cpp
void complete_multipart_upload(const RequestPtr& request);

// upload_parts.cpp
void upload_part(const RequestPtr& request);
void upload_part_copy(const RequestPtr& request);
void list_parts(const RequestPtr& request);

}  // namespace brume::emulator::aws::s3
